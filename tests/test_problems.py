from csatlas.library.problems import ContentError, Problem, did_you_mean


def test_a_problem_reads_as_a_place_in_a_file() -> None:
    assert str(Problem("content/a.yaml", 7, "unknown role 'sucess'")) == "content/a.yaml:7: unknown role 'sucess'"


def test_problems_are_sorted_by_place_and_said_once() -> None:
    late, early = Problem("b", 9, "x"), Problem("a", 10, "y")
    assert ContentError([late, early, late]).problems == (early, late)


def test_a_near_miss_gets_a_suggestion_and_a_far_one_none() -> None:
    assert did_you_mean("sucess", ["success", "support"]) == "; did you mean 'success'?"
    assert did_you_mean("zebra", ["success", "support"]) == ""
