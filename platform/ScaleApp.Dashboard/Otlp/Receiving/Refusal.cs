namespace ScaleApp.Dashboard.Otlp.Receiving;

/// <summary>Why a request is not taken in: its HTTP status and the code of <c>google.rpc.Status</c> and of gRPC.</summary>
internal sealed record Refusal(int HttpStatus, int Code, string Message)
{
    private const int InvalidArgument = 3;
    private const int DeadlineExceeded = 4;
    private const int ResourceExhausted = 8;
    private const int Unimplemented = 12;
    private const int Unavailable = 14;
    private const int Unauthenticated = 16;

    public static readonly Refusal WrongKey = new(StatusCodes.Status401Unauthorized, Unauthenticated,
        "The header x-otlp-api-key is missing or is not the dashboard's key.");

    /// <summary>The one that a sender tries again.</summary>
    public static readonly Refusal Overloaded = new(StatusCodes.Status503ServiceUnavailable, Unavailable,
        "Too many requests are being received at this moment; send this one again in a second.");

    public static readonly Refusal TooSlow = new(StatusCodes.Status408RequestTimeout, DeadlineExceeded,
        "The request did not arrive in time.");

    public static Refusal Malformed(string message) => new(StatusCodes.Status400BadRequest, InvalidArgument, message);

    public static Refusal TooLarge(int limit) => new(StatusCodes.Status413PayloadTooLarge, ResourceExhausted,
        $"The request is larger than {limit} bytes; send smaller batches, or raise Dashboard:Otlp:Limits:MaxRequestMegabytes.");

    public static Refusal Unsupported(string what) => new(StatusCodes.Status415UnsupportedMediaType, Unimplemented, what);

    public static Refusal Unknown(string path) => new(StatusCodes.Status404NotFound, Unimplemented, $"There is nothing at {path}.");
}

/// <summary>Ends the receiving of a request.</summary>
internal sealed class RefusedException(Refusal refusal) : Exception(refusal.Message)
{
    public Refusal Refusal => refusal;
}
