using Microsoft.Extensions.Options;
using ScaleApp.Gateway.Health;
using Yarp.ReverseProxy.Forwarder;
using Yarp.ReverseProxy.Model;

namespace ScaleApp.Gateway.Forwarding;

/// <summary>Sends a request to another replica when the first one failed and the client has received nothing.</summary>
/// <remarks>
/// A request that may have been received is sent again only when it can be repeated, to <see cref="GatewayOptions.Attempts"/>
/// replicas at most. One that was not sent, because no connection was made, goes to every replica in turn, whatever its method.
/// </remarks>
internal sealed class RetryMiddleware(RequestDelegate next, IOptions<GatewayOptions> options)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var proxy = context.GetReverseProxyFeature();
        var attempt = new Attempt { IsRepeatable = await RepeatableRequest.PrepareAsync(context, options.Value.RepeatableBodySize) };
        context.Features.Set(attempt);
        var isSticky = proxy.Cluster.Config.SessionAffinity is not null;
        object[] items = isSticky ? [.. context.Items.Keys] : [];
        List<DestinationState>? tried = null;
        while (true)
        {
            var isLast = isSticky || !attempt.IsRepeatable || attempt.Sent + 1 >= options.Value.Attempts;
            attempt.Begin(isLast ? null : options.Value.TryTimeout, () => proxy.ProxiedDestination is { } asked && Others(proxy, [.. tried ?? [], asked]).Length > 0);
            await next(context);
            if (!IsFailed(context, attempt) || (attempt.IsSent && !MayRepeat(attempt)) || proxy.ProxiedDestination is not { } failed)
            {
                return;
            }

            (tried ??= []).Add(failed);
            var others = Others(proxy, tried);
            if (others.Length == 0)
            {
                return;
            }

            Reset(context, proxy, others);
            if (isSticky)
            {
                Forget(context.Items, items);
            }
        }
    }

    private bool MayRepeat(Attempt attempt) => attempt.IsRepeatable && attempt.Sent < options.Value.Attempts;

    /// <summary>Whether the client can still be given the answer of another replica.</summary>
    private static bool IsFailed(HttpContext context, Attempt attempt) =>
        context.GetForwarderErrorFeature() is { Error: var error } && !context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested
        && error is ForwarderError.Request or ForwarderError.RequestTimedOut or ForwarderError.RequestBodyDestination
            or ForwarderError.ResponseHeaders or ForwarderError.ResponseBodyDestination
        && !IsAnswered(context, attempt);

    /// <summary>Whether the replica's answer stands, though the rest of the body could not be sent to it.</summary>
    public static bool IsAnswered(HttpContext context, Attempt attempt) => attempt.Status == context.Response.StatusCode;

    /// <summary>As of now: the replica that failed is marked, and another may have registered.</summary>
    private static DestinationState[] Others(IReverseProxyFeature proxy, List<DestinationState> tried)
    {
        var now = proxy.Route.Cluster!.DestinationsState;
        DestinationState[] others = [.. now.AvailableDestinations.Except(tried)];
        return others.Length > 0 ? others : [.. now.AllDestinations.Where(UsableDestinationsPolicy.IsReady).Except(tried)];
    }

    private static void Reset(HttpContext context, IReverseProxyFeature proxy, DestinationState[] others)
    {
        proxy.AvailableDestinations = others;
        proxy.ProxiedDestination = null;
        context.Features.Set<IForwarderErrorFeature>(null);
        context.Response.Clear();
        if (context.Request.Body.CanSeek)
        {
            context.Request.Body.Position = 0;
        }
    }

    /// <summary>
    /// The affinity policy notes that the client has a cookie already. The next replica must set its own, or the client goes on to
    /// name the one that failed.
    /// </summary>
    private static void Forget(IDictionary<object, object?> items, object[] before)
    {
        foreach (var key in items.Keys.Except(before).ToArray())
        {
            items.Remove(key);
        }
    }
}
