using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.Options;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Timeout;

namespace ScaleApp.ServiceDefaults;

/// <summary>One pipeline a host that is called, shared by all clients: total deadline, retries, circuit breaker, deadline of an attempt.</summary>
internal sealed class HttpPipelines(IOptions<HttpResilienceOptions> options, TimeProvider time)
{
    // A program calls a handful of hosts. One that calls addresses of strangers must not remember them all.
    private const int MaxHosts = 500;

    /// <summary>Set on the context of a request that may be sent again.</summary>
    public static readonly ResiliencePropertyKey<bool> MayRepeat = new("ScaleApp.MayRepeat");

    private readonly ConcurrentDictionary<string, ResiliencePipeline<HttpResponseMessage>> _pipelines =
        new(StringComparer.OrdinalIgnoreCase);

    private readonly Lazy<ResiliencePipeline<HttpResponseMessage>> _unremembered = new(() => Build(options.Value, time, breaks: false));

    public ResiliencePipeline<HttpResponseMessage> For(Uri? address)
    {
        var host = address is { IsAbsoluteUri: true } ? address.Authority : "";
        return _pipelines.TryGetValue(host, out var pipeline) ? pipeline
            : _pipelines.Count >= MaxHosts ? _unremembered.Value
            : _pipelines.GetOrAdd(host, _ => Build(options.Value, time, breaks: true));
    }

    private static ResiliencePipeline<HttpResponseMessage> Build(HttpResilienceOptions options, TimeProvider time, bool breaks)
    {
        var builder = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time };
        builder.AddTimeout(options.TotalTimeout);
        builder.AddRetry(new RetryStrategyOptions<HttpResponseMessage>
        {
            MaxRetryAttempts = options.Retries,
            Delay = options.RetryDelay,
            MaxDelay = options.TotalTimeout,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldHandle = failed => ValueTask.FromResult(
                failed.Context.Properties.GetValue(MayRepeat, false) && IsFault(failed.Outcome)),
            DelayGenerator = failed => ValueTask.FromResult(RetryAfter(failed.Outcome.Result, time)),
        });
        if (breaks)
        {
            builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                FailureRatio = options.BreakerFailureRatio,
                MinimumThroughput = options.BreakerThroughput,
                SamplingDuration = options.BreakerWindow,
                BreakDuration = options.BreakerPause,
                // 429 is the service at work, keeping its limits.
                ShouldHandle = failed => ValueTask.FromResult(
                    IsFault(failed.Outcome) && failed.Outcome.Result?.StatusCode is not HttpStatusCode.TooManyRequests),
            });
        }

        return builder.AddTimeout(options.AttemptTimeout).Build();
    }

    private static bool IsFault(Outcome<HttpResponseMessage> outcome) => outcome switch
    {
        { Exception: HttpRequestException or TimeoutRejectedException } => true,
        { Result.StatusCode: HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests } => true,
        { Result.StatusCode: >= HttpStatusCode.InternalServerError and not HttpStatusCode.NotImplemented } => true,
        _ => false,
    };

    private static TimeSpan? RetryAfter(HttpResponseMessage? answer, TimeProvider time)
    {
        var wait = answer?.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };

        return wait > TimeSpan.Zero ? wait : null;
    }
}
