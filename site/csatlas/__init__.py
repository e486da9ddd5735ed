"""CS Atlas: four customer-facing jobs told apart, in Japanese and English."""
