using System.Text.Json.Serialization;

namespace ScaleApp.Bench.Probing;

/// <summary>What a probe has seen.</summary>
/// <param name="Elapsed">For how long it has run.</param>
/// <param name="Requests">Outcomes of requests, by kind.</param>
/// <param name="SessionsLost">Answers of 401, or with another customer's data, in sessions that were not ended.</param>
/// <param name="LimitOvershoot">The most requests that a limit admitted too many.</param>
/// <param name="StaleReads">Reads that were older than the cache promises.</param>
/// <param name="JobsTwice">Confirmations that were mailed twice; null when mail cannot be seen.</param>
/// <param name="JobsMissing">Confirmations that did not come; null when mail cannot be seen, and until the end.</param>
/// <param name="OrdersWrong">Orders that were placed without an answer that says so, or answered and not there; known at the end.</param>
/// <param name="MessagesMissed">Messages in a room that a member was not sent, over all members.</param>
/// <param name="MessagesRepeated">Messages that a member was sent twice or out of order.</param>
/// <param name="LongestLag">The longest time after a change in which a read still saw the state before it.</param>
/// <param name="HubLosses">Connections of members that broke.</param>
/// <param name="LongestAbsence">The longest time from there until the member was in the room again.</param>
internal sealed record ProbeFigures(TimeSpan Elapsed, IReadOnlyList<RequestFigures> Requests, long SessionsLost, int LimitOvershoot, long StaleReads,
    long? JobsTwice, long? JobsMissing, long? OrdersWrong, long MessagesMissed, long MessagesRepeated,
    TimeSpan LongestLag, int HubLosses, TimeSpan LongestAbsence)
{
    public long Served => Requests.Sum(kind => kind.Served);

    public long Retried => Requests.Sum(kind => kind.Retried);

    public long Failed => Requests.Sum(kind => kind.Failed);

    /// <summary>What is to stay zero, by name; null where it is not measured, or not yet.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, long? Count)> Promises =>
    [
        ("requests failed", Failed),
        ("sessions lost", SessionsLost),
        ("limit overshoot", LimitOvershoot),
        ("stale reads", StaleReads),
        ("jobs run twice", JobsTwice),
        ("jobs not run", JobsMissing),
        ("orders twice or lost", OrdersWrong),
        ("messages missed", MessagesMissed),
        ("messages repeated", MessagesRepeated),
    ];

    public bool IsBroken => Promises.Any(promise => promise.Count > 0);
}
