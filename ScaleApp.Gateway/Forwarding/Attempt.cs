namespace ScaleApp.Gateway.Forwarding;

/// <summary>What is known of a request at the replica that it is sent to; a feature of the request, and an option of the message.</summary>
internal sealed class Attempt
{
    /// <summary>Messages without it are the gateway's own: health checks.</summary>
    public static readonly HttpRequestOptionsKey<Attempt> Key = new(nameof(Attempt));

    /// <summary>Whether the request has the same effect when it is received twice, and its body, if any, is kept.</summary>
    public required bool IsRepeatable { get; init; }

    /// <summary>How long the replica has until its response begins, when another can be asked. Null: as long as the cluster's activity time-out.</summary>
    public TimeSpan? Timeout { get; private set; }

    /// <summary>Whether another replica is ready that has not been asked.</summary>
    public Func<bool> CanAskAnother { get; private set; } = () => false;

    /// <summary>Whether any of the request was written to a connection. If not, the replica cannot have carried it out.</summary>
    public bool IsSent { get; private set; }

    /// <summary>How many replicas may have received the request.</summary>
    public int Sent { get; private set; }

    public int? Status { get; private set; }

    public void Begin(TimeSpan? timeout, Func<bool> canAskAnother) => (Timeout, CanAskAnother, IsSent, Status) = (timeout, canAskAnother, false, null);

    /// <summary>The request is written to a connection.</summary>
    /// <exception cref="HttpRequestException">
    /// It was before: the handler tries another connection by itself when one breaks without an answer, also for a request that must
    /// not be repeated. Whether it may be, and where, is decided by <see cref="RetryMiddleware"/>.
    /// </exception>
    public void Send()
    {
        if (IsSent)
        {
            throw new HttpRequestException(HttpRequestError.ResponseEnded, "The connection broke before the response.");
        }

        IsSent = true;
        Sent++;
    }

    public void Answer(int status) => Status = status;
}
