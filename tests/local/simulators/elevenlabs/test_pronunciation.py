import pytest
from elevenlabs import pronunciation_dictionaries as wire
from elevenlabs.client import AsyncElevenLabs
from elevenlabs.core import ApiError
from elevenlabs.types import PronunciationDictionaryVersionLocator as Locator

from scripts.local.simulators import spoken
from scripts.local.simulators.elevenlabs.pronunciation import Rule, read, written

Alias = (
    wire.BodyAddAPronunciationDictionaryV1PronunciationDictionariesAddFromRulesPostRulesItem_Alias
)
VOICE = "localvoiceenglish001"
PLS = """<?xml version="1.0" encoding="UTF-8"?>
<lexicon version="1.0" alphabet="ipa" xml:lang="en-US"
  xmlns="http://www.w3.org/2005/01/pronunciation-lexicon">
  <lexeme><grapheme>SLA</grapheme><alias>service level agreement</alias></lexeme>
  <lexeme><grapheme>Madrid</grapheme><phoneme>maðɾið</phoneme></lexeme>
</lexicon>""".encode()


async def said(sdk: AsyncElevenLabs, text: str, *locators: Locator) -> str:
    answer = await sdk.text_to_speech.convert_with_timestamps(
        VOICE, text=text, pronunciation_dictionary_locators=list(locators)
    )
    assert answer.normalized_alignment is not None
    return "".join(answer.normalized_alignment.characters)


async def test_an_alias_of_a_file_is_spoken_in_place_of_the_word(sdk: AsyncElevenLabs) -> None:
    made = await sdk.pronunciation_dictionaries.create_from_file(
        name="terms", file=("terms.pls", PLS)
    )
    locator = Locator(pronunciation_dictionary_id=made.id, version_id=made.version_id)
    assert made.version_rules_num == 2
    assert await said(sdk, "The SLA, not SLAs.", locator) == (
        "The service level agreement, not SLAs."
    )


async def test_a_longer_alias_makes_longer_audio_of_the_same_words(sdk: AsyncElevenLabs) -> None:
    rule = Alias(string_to_replace="SLA", alias="service level agreement")
    made = await sdk.pronunciation_dictionaries.create_from_rules(rules=[rule], name="terms")
    speak = sdk.text_to_speech.convert
    locators = [Locator(pronunciation_dictionary_id=made.id)]
    plain = speak(VOICE, text="The SLA.", output_format="wav_8000")
    aliased = speak(
        VOICE,
        text="The SLA.",
        output_format="wav_8000",
        pronunciation_dictionary_locators=locators,
    )
    short, long = [b"".join([chunk async for chunk in one]) for one in (plain, aliased)]
    assert spoken.seconds(long) > 2 * spoken.seconds(short)
    assert spoken.words(long) == "The SLA."


async def test_a_dictionary_has_versions(sdk: AsyncElevenLabs) -> None:
    dictionaries = sdk.pronunciation_dictionaries
    made = await dictionaries.create_from_file(name="terms", file=("terms.pls", PLS))
    changed = await dictionaries.rules.remove(made.id, rule_strings=["SLA"])
    old = Locator(pronunciation_dictionary_id=made.id, version_id=made.version_id)
    new = Locator(pronunciation_dictionary_id=made.id)
    assert changed.version_rules_num == 1
    assert await said(sdk, "SLA", old) == "service level agreement"
    assert await said(sdk, "SLA", new) == "SLA"


async def test_a_dictionary_is_read_changed_listed_and_archived(sdk: AsyncElevenLabs) -> None:
    dictionaries = sdk.pronunciation_dictionaries
    made = await dictionaries.create_from_file(name="terms", file=("terms.pls", PLS))
    await dictionaries.update(made.id, name="words")
    read_back = await dictionaries.get(made.id)
    file = b"".join([part async for part in dictionaries.download(made.id, made.version_id)])
    assert (read_back.name, len(read_back.rules)) == ("words", 2)
    assert read(file) == read(PLS)
    await dictionaries.update(made.id, archived=True)
    assert (await dictionaries.list()).pronunciation_dictionaries == []


async def test_an_unknown_dictionary_is_not_found(sdk: AsyncElevenLabs) -> None:
    with pytest.raises(ApiError) as caught:
        await said(sdk, "SLA", Locator(pronunciation_dictionary_id="nothing"))
    assert caught.value.status_code == 404


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (Rule(string_to_replace="UN", alias="United Nations"), "The un UNO United Nations"),
        (
            Rule(string_to_replace="UN", alias="United Nations", case_sensitive=False),
            "The United Nations UNO United Nations",
        ),
        (
            Rule(string_to_replace="UN", alias="U N", word_boundaries=False),
            "The un U NO U N",
        ),
    ],
)
def test_a_rule_matches_whole_words_in_their_case_unless_told(rule: Rule, text: str) -> None:
    assert rule.applied("The un UNO UN") == text


def test_a_file_that_is_written_reads_the_same() -> None:
    rules = (Rule(string_to_replace="a&b", alias="a and b"),)
    assert read(written(rules)) == rules
