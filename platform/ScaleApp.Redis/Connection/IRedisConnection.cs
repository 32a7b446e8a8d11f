using System.Runtime.CompilerServices;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>The one connection of a process to Redis: shared by everything in it, alive as long as the process.</summary>
/// <remarks>
/// <para>
/// The connection is watched with PING and replaced as a whole when it fails or stalls, so nothing may keep a multiplexer, a
/// database or a subscriber of it: ask again for every call.
/// </para>
/// <para>
/// Every call ends within <see cref="RedisOptions.CommandTimeout"/>. While Redis is away calls fail at once. Whatever the
/// link does ends in a <see cref="RedisUnavailableException"/>, which is the one to catch for "Redis is away"; a
/// <see cref="RedisServerException"/> says that Redis refused the command. Nothing here retries a command.
/// </para>
/// <para>No blocking commands (<c>BLPOP</c>, <c>XREAD BLOCK</c>): they would hold up every other call of the process.</para>
/// </remarks>
public interface IRedisConnection : IAsyncDisposable
{
    /// <summary>Whether the last look at Redis found it answering.</summary>
    bool IsConnected { get; }

    /// <summary>
    /// The database of the current link, for calls that bring a deadline of their own. It has none: prefer
    /// <see cref="ExecuteAsync{T}"/>.
    /// </summary>
    /// <exception cref="RedisUnavailableException">Redis is away, or the first connection is not there yet.</exception>
    IDatabase Database { get; }

    /// <summary>
    /// The link came back after it was lost, and all subscriptions are in place again: messages published meanwhile are lost,
    /// so whoever depends on them reads again what it may have missed. Handlers run one after the other and must not block.
    /// </summary>
    event Action? Restored;

    /// <summary>Completes when the link stands: at once when it does, otherwise when Redis comes (back).</summary>
    Task WaitUntilConnectedAsync(CancellationToken ct);

    /// <summary>Runs one command, or a few that belong together, within the one deadline.</summary>
    /// <param name="command">Gets the database of the current link. Called once.</param>
    /// <param name="ct">Ends the waiting; a command already sent is executed by Redis all the same.</param>
    /// <param name="expression">Left to the compiler: the telemetry takes the command's name from it.</param>
    /// <exception cref="RedisUnavailableException">Redis is away, or the link broke before the answer.</exception>
    /// <exception cref="RedisDeadlineException">Redis did not answer in time.</exception>
    /// <exception cref="RedisServerException">Redis refused the command.</exception>
    Task<T> ExecuteAsync<T>(Func<IDatabase, Task<T>> command, CancellationToken ct,
        [CallerArgumentExpression(nameof(command))] string expression = "");

    /// <summary>Runs a script by its hash within the one deadline; Redis is sent its text when it does not know it yet.</summary>
    /// <inheritdoc cref="ExecuteAsync{T}" path="/exception"/>
    Task<RedisResult> EvaluateAsync(RedisScript script, RedisKey[] keys, RedisValue[] arguments, CancellationToken ct);

    /// <summary>
    /// Subscribes until the result is disposed, whatever happens to the link. When Redis is away the subscription begins with
    /// the next link; then <see cref="Restored"/> is raised.
    /// </summary>
    /// <param name="channel">A channel, or a pattern (<see cref="RedisChannel.PatternMode"/>).</param>
    /// <param name="handler">
    /// Called with one message after the other, all subscriptions of the process in turn, in the order in which Redis sent them.
    /// It must not block: the next message waits for it.
    /// </param>
    /// <param name="ct">Ends the waiting for the confirmation, and with it the subscription.</param>
    Task<IAsyncDisposable> SubscribeAsync(RedisChannel channel, Action<RedisChannel, RedisValue> handler, CancellationToken ct);
}
