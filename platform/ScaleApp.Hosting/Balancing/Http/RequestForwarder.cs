using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.Balancing.Upstream;

namespace ScaleApp.Hosting.Balancing.Http;

/// <summary>Finds a replica for a request, and another one when the first fails and asking again does no harm.</summary>
/// <remarks>
/// A request that no replica has seen is always asked again. One that may have been acted on is asked again only when its method
/// is idempotent and its body can be repeated, and twice at most, so that a request that kills replicas does not kill them all.
/// </remarks>
internal sealed partial class RequestForwarder(
    LoadBalancerOptions options, DestinationSet destinations, UpstreamPools pools, BalancerMetrics metrics, TimeProvider time, ILogger logger)
{
    private const int MaxRepeats = 2;

    private readonly ForwardAttempt _attempt = new(options, time);
    private readonly RequestHead _head = new(options);
    private readonly ReplicaWait _wait = new(options, destinations, time);
    private readonly AffinityCookie? _affinity = options.SessionAffinity is { } path ? new(options.ResourceName, path) : null;

    public async Task RunAsync(Exchange exchange)
    {
        if (exchange.Request.Method == "CONNECT")
        {
            await ProblemAnswer.WriteAsync(exchange, StatusCodes.Status405MethodNotAllowed, "CONNECT is not for a load balancer.").ConfigureAwait(false);
            return;
        }

        var aborted = exchange.Lifetime.RequestAborted;
        try
        {
            _head.Write(exchange);
            if (exchange.Body.IsBuffered)
            {
                await exchange.Body.BufferAsync(exchange.Head, aborted).ConfigureAwait(false);
            }

            await RunAttemptsAsync(exchange, aborted).ConfigureAwait(false);
        }
        catch (Exception error) when (error is OperationCanceledException or IOException && error is not BadHttpRequestException)
        {
            // The client is gone, or its body broke off: there is nobody to answer.
            LogClientGone(options.ResourceName, error);
            exchange.Lifetime.Abort();
        }
    }

    private async ValueTask RunAttemptsAsync(Exchange exchange, CancellationToken aborted)
    {
        var pinned = _affinity?.Find(exchange.Request.Headers, destinations.All);
        List<Destination>? tried = null;
        ReplicaWait.Budget budget = default;
        var repeats = 0;

        while (true)
        {
            var destination = destinations.Enter(tried, pinned);
            if (destination is null)
            {
                (destination, budget) = await _wait.EnterAsync(budget, tried, pinned, aborted).ConfigureAwait(false);
            }

            if (destination is null)
            {
                await AnswerNoReplicaAsync(exchange, tried).ConfigureAwait(false);
                return;
            }

            var failure = await TryAsync(exchange, destination, pinned, aborted).ConfigureAwait(false);
            if (failure is null)
            {
                return;
            }

            if (!MayRepeat(exchange, failure, ref repeats))
            {
                await AnswerFailureAsync(exchange, destination, failure).ConfigureAwait(false);
                return;
            }

            (tried ??= []).Add(destination);
            metrics.Retried(options, destination);
            LogRepeated(options.ResourceName, destination.Name, failure.Failure, failure);
        }
    }

    /// <summary>Null when the request has been answered; else why not.</summary>
    private async ValueTask<UpstreamException?> TryAsync(Exchange exchange, Destination destination, Destination? pinned, CancellationToken aborted)
    {
        metrics.Entered(options, destination);
        try
        {
            var pool = pools.Of(destination);
            var connection = await pool.TakeAsync(aborted).ConfigureAwait(false);
            var isReusable = false;
            var registration = aborted.UnsafeRegister(static state => ((UpstreamConnection)state!).Abort(UpstreamFailure.ClientGone), connection);
            try
            {
                Action<Exchange>? onHead = _affinity is null || destination == pinned || !_affinity.IsFor(exchange)
                    ? null
                    : answered => _affinity.Issue(answered.Response.Headers, destination, answered.Request.Scheme == "https");
                isReusable = await _attempt.RunAsync(exchange, connection, onHead).ConfigureAwait(false);
                return null;
            }
            finally
            {
                registration.Dispose();
                pool.Settle(connection, isReusable);
            }
        }
        catch (UpstreamException failure)
        {
            return failure;
        }
        finally
        {
            destination.Leave();
            metrics.Left(options, destination);
        }
    }

    private static bool MayRepeat(Exchange exchange, UpstreamException failure, ref int repeats)
    {
        if (exchange.Response.HasStarted)
        {
            return false;
        }

        return failure.Failure switch
        {
            UpstreamFailure.NotConnected or UpstreamFailure.NotSent => true,
            UpstreamFailure.NoAnswer => exchange.IsIdempotent && !exchange.Body.IsStreaming && repeats++ < MaxRepeats,
            _ => false,
        };
    }

    private ValueTask AnswerNoReplicaAsync(Exchange exchange, List<Destination>? tried)
    {
        metrics.NoReplica(options);
        LogNoReplica(options.ResourceName, options.NoReplicaWait);
        return ProblemAnswer.WriteAsync(exchange, StatusCodes.Status503ServiceUnavailable, tried is null
            ? $"No replica of '{options.ResourceName}' is ready. Try again shortly."
            : $"No replica of '{options.ResourceName}' can be reached. Try again shortly.");
    }

    private async ValueTask AnswerFailureAsync(Exchange exchange, Destination destination, UpstreamException failure)
    {
        if (failure.Failure == UpstreamFailure.ClientGone || exchange.Response.HasStarted)
        {
            // A cut connection is the only way left to say that the answer is not whole.
            LogCut(options.ResourceName, destination.Name, failure.Failure, failure);
            exchange.Lifetime.Abort();
            return;
        }

        LogFailed(options.ResourceName, destination.Name, failure.Failure, failure);
        var (status, what) = failure.Failure == UpstreamFailure.TimedOut
            ? (StatusCodes.Status504GatewayTimeout, "did not answer in time")
            : (StatusCodes.Status502BadGateway, "broke off or sent an answer that is not valid");
        await ProblemAnswer.WriteAsync(exchange, status, $"A replica of '{options.ResourceName}' {what}.").ConfigureAwait(false);
    }

    [LoggerMessage(1310, LogLevel.Debug, "{Resource}: the client went away")]
    private partial void LogClientGone(string resource, Exception error);

    [LoggerMessage(1311, LogLevel.Debug, "{Resource}: {Replica} failed ({Failure}), asking another replica")]
    private partial void LogRepeated(string resource, string replica, UpstreamFailure failure, Exception error);

    [LoggerMessage(1312, LogLevel.Debug, "{Resource}: no replica was ready within {Wait}, answered 503")]
    private partial void LogNoReplica(string resource, TimeSpan wait);

    [LoggerMessage(1313, LogLevel.Debug, "{Resource}: {Replica} failed ({Failure}) inside its answer, cut the client")]
    private partial void LogCut(string resource, string replica, UpstreamFailure failure, Exception error);

    [LoggerMessage(1314, LogLevel.Warning, "{Resource}: {Replica} failed ({Failure}), the request could not be repeated")]
    private partial void LogFailed(string resource, string replica, UpstreamFailure failure, Exception error);
}
