"""When a campaign must pause by itself, what it says then, and when it may try again."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from enum import StrEnum

from functions.campaigns.forecast import Prospect
from functions.campaigns.model import Result
from functions.campaigns.retries import TAKEN_BACK
from functions.campaigns.rules import Breakers
from shared.value import Value

FAILED = frozenset({"failed", "unreachable"})
NOT_ANSWERED = FAILED | {"busy", "no_answer", "refused", "voicemail", TAKEN_BACK}
FIRST_PROBE, LAST_PROBE = timedelta(minutes=10), timedelta(hours=2)
"""How long until one call is tried after a pause; doubled each time it fails."""
NOBODY_THERE = frozenset({"number_dead", "barred"})
"""Refusals that are about the number that was rung."""


class Breaker(StrEnum):
    """What pauses a campaign by itself. Configuration waits for a person, the others try again."""

    CONFIGURATION = "configuration"
    PROVIDER = "provider"
    FAILURES = "failures"
    OPT_OUTS = "opt_outs"
    BURN = "burn"


class Trip(Value):
    """A breaker that opened: which, why in a sentence that says what to do, and as a word."""

    breaker: Breaker
    reason: str
    cause: str


def _is_provider_error(result: Result) -> bool:
    return (result.reason or "").startswith("network_")


def _is_failure(result: Result) -> bool:
    return result.outcome in FAILED or result.reason in NOBODY_THERE


def _is_opt_out(result: Result) -> bool:
    return result.outcome == "opted_out"


def _was_dialled(result: Result) -> bool:
    """Those our own rules refused say nothing about the network or the people."""
    return result.outcome not in {TAKEN_BACK, "refused"} or _is_failure(result)


def _was_answered(result: Result) -> bool:
    return result.outcome not in NOT_ANSWERED


def tripped(results: Sequence[Result], limits: Breakers, prospect: Prospect) -> Trip | None:
    """The first breaker that must open over these results, if one must."""
    dialled = [each for each in results if _was_dialled(each)]
    answered = [each for each in dialled if _was_answered(each)]
    return (
        _over(Breaker.PROVIDER, dialled, _is_provider_error, limits.provider_errors, limits)
        or _over(Breaker.FAILURES, dialled, _is_failure, limits.failures, limits)
        or _over(Breaker.OPT_OUTS, answered, _is_opt_out, limits.opt_outs, limits)
        or _burning(dialled, limits, prospect)
    )


SENTENCES = {
    Breaker.PROVIDER: "{bad} of the last {all} calls failed at the telephone network. "
    "See Twilio's status page and its error log; one call will try whether it works again.",
    Breaker.FAILURES: "{bad} of the last {all} calls failed. Check the numbers of the list and the "
    "number we call from; one call will try whether it works again.",
    Breaker.OPT_OUTS: "{bad} of the last {all} people who answered want no more calls. Read some "
    "of the calls and change the script or the audience before it goes on.",
}


def _over(
    breaker: Breaker,
    results: Sequence[Result],
    is_bad: Callable[[Result], bool],
    share: float,
    limits: Breakers,
) -> Trip | None:
    bad = sum(1 for each in results if is_bad(each))
    if len(results) < limits.least or bad < share * len(results):
        return None
    reason = SENTENCES[breaker].format(bad=bad, all=len(results))
    return Trip(breaker=breaker, reason=reason, cause=breaker)


def _burning(results: Sequence[Result], limits: Breakers, prospect: Prospect) -> Trip | None:
    spent, expected = sum(each.cost_micro for each in results), prospect.cost_micro * len(results)
    if len(results) < limits.least or spent <= limits.burn * expected:
        return None
    times = f"{spent / expected:.1f}" if expected else "many"
    reason = (
        f"The last {len(results)} calls cost {times} times the forecast. "
        "Read some of them: they last longer than they should."
    )
    return Trip(breaker=Breaker.BURN, reason=reason, cause=Breaker.BURN)


def is_cured(breaker: Breaker, result: Result, limits: Breakers, prospect: Prospect) -> bool:
    """Whether the one call that was tried after a pause shows nothing of what led to it."""
    if breaker is Breaker.BURN:
        return result.cost_micro <= limits.burn * prospect.cost_micro
    return not (_is_failure(result) or _is_provider_error(result) or _is_opt_out(result))


def pause_before_probe(failed: int) -> timedelta:
    """How long until the next try, after so many that failed."""
    return min(LAST_PROBE, FIRST_PROBE * (1 << min(failed, 10)))


WHAT_TO_DO = {
    "20003": "Twilio does not know our token: put the account's current auth token into the vault",
    "20004": "Twilio does not let this account make calls: ask Twilio's support",
    "10001": "The account at Twilio is not active: see its billing in the console",
    "21205": "Twilio cannot use our address: PUBLIC_URL must be the voice app's https address",
    "21210": "Twilio refuses the calling number {callers}: verify or buy it in the console",
    "21212": "{callers} is no number Twilio can call from: correct the campaign's numbers",
    "21213": "No number to call from was given: set the campaign's numbers",
    "21215": "The account may not call that country: allow it under Voice > Geo permissions",
    "21218": "Twilio does not know the application: see the account's TwiML applications",
    "21219": "A trial account rings verified numbers only: verify them, or upgrade the account",
    "10002": "A trial account may not make this call: upgrade it",
    "32017": "The carriers block {callers}: call from another number, and have the block lifted",
    "21262": "Twilio refuses the machine detection asked for: see the release notes of its API",
}
"""What a person does about Twilio's codes that would refuse every other call as well."""


def misconfigured(closed_because: str, callers: Sequence[str]) -> Trip:
    """The telephone network refuses our settings: nothing but a person can help."""
    code = closed_because.removeprefix("network_")
    told = WHAT_TO_DO.get(code, "Twilio refuses our settings: see its error log")
    reason = f"{told.format(callers=', '.join(callers))} ({code}), then resume."
    return Trip(breaker=Breaker.CONFIGURATION, reason=reason, cause=closed_because)
