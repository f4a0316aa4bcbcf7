"""What surrounds an article goes; what speaks of casualties stays."""

from __future__ import annotations

import pytest

from streams.articles.boilerplate import strip_boilerplate, strip_headline

STORY = [
    "Five people were killed when a bridge fell into the river on Monday, police said.",
    "Two others are missing, and divers will search the water again when the weather allows it.",
    "The mayor said that the bridge had been inspected in the spring and that nothing had been found.",
]


@pytest.mark.parametrize(
    "line",
    [
        "Share",
        "12 Shares",
        "Advertisement",
        "Read more:",
        "RELATED: Man killed in bridge fall",
        "READ MORE: Five dead in flood",
        "Related stories",
        "Posted: Tuesday, May 1, 2018 8:18 PM EST Updated: Friday, May 4, 2018 8:27 PM EST",
        "Updated at 5:17 pm, March 31st, 2016",
        "3",
        "___",
        "Sign in to save this article",
        "Copyright 2018 The Associated Press. All rights reserved.",
        "(© 2018 WXYZ)",
        "© 2018 Cable News. All Rights Reserved.",
        "This material may not be published, broadcast, rewritten or redistributed.",
        "Follow us on Twitter @bell",
        "Photo: Police at the scene",
        "Image 1 of 12 Police look for a man killed in the fall. Police look for a man killed in the fall.",
        "Read or Share this story: https://example.org/1",
        "Like this: Like Loading...",
        "This is a breaking news alert. Please check back.",
        "We use cookies to improve this page.",
        "A bridge (Photo: File)",
        "For more local news, follow us on Facebook",
        "A. Writer contributed to this report.",
        "Get breaking news sent to your phone. Download our app.",
    ],
)
def test_noise_goes(line: str) -> None:
    assert strip_boilerplate([STORY[0], line, *STORY[1:]]) == STORY


@pytest.mark.parametrize(
    "line",
    [
        "Photo editors say five of their colleagues were killed in the war last year.",
        "More than five people died.",
        "News of five deaths spread fast.",
        "Read more than once, the list of the dead names five children.",
        "Share prices fell after five miners died.",
        "Home fires killed five.",
        "Updated figures show that 12 people died in the fall.",
        "Watch towers fell, killing two.",
        "By Monday, May 1, 2018 the toll stood at 12.",
    ],
)
def test_sentences_that_begin_like_noise_stay(line: str) -> None:
    assert line in strip_boilerplate([STORY[0], line, *STORY[1:]])


def test_a_comment_section_ends_the_article() -> None:
    policy = "The Bell moderates all comments submitted on our website."
    assert strip_boilerplate([*STORY, "Comments", policy, "A thousand people died, I heard."]) == STORY
    assert strip_boilerplate([*STORY, "Post a comment", "A thousand people died, I heard."]) == STORY


def test_a_comments_button_does_not() -> None:
    assert strip_boilerplate(["Five killed in fall", "comments", *STORY]) == ["Five killed in fall", *STORY]


def test_a_repeated_headline_goes_with_its_stamp() -> None:
    title = "Five killed as bridge falls into river"
    assert strip_boilerplate([title, *STORY], title) == STORY
    assert strip_boilerplate([f"{title} Posted: Tuesday, May 1, 2018 8:18 PM EST", *STORY], title) == STORY


def test_a_lead_that_begins_like_the_headline_stays() -> None:
    lead = "Five killed as bridge falls into river, police said on Monday."
    assert strip_boilerplate([lead, *STORY], "Five killed as bridge falls into river")[0] == lead


def test_marks_of_a_monitoring_service_go() -> None:
    line = (
        "OSLO, 3 Jan 90 (Bell) -- [Report] [A. Writer] [Text] Five sailors [words indistinct] "
        "of the Harbour Guard [HG] died. [passage omitted]"
    )
    assert strip_boilerplate([line]) == ["OSLO, 3 Jan 90 (Bell) -- Five sailors of the Harbour Guard [HG] died."]


@pytest.mark.parametrize(
    ("headline", "bare"),
    [
        ("Five die in fall - WXYZ News 7 - Weather, Sports", "Five die in fall"),
        ("Five die in fall | The Daily Times", "Five die in fall"),
        ("Fall - what we know", "Fall - what we know"),
        ("Five die in river fall - police", "Five die in river fall - police"),
        ("Bridge falls into river - news crew among the dead", "Bridge falls into river - news crew among the dead"),
    ],
)
def test_headlines_lose_the_name_of_the_site(headline: str, bare: str) -> None:
    assert strip_headline(headline) == bare
