namespace ScaleApp.Tests.Api.Http;

/// <summary>Sends raw bytes as a request, which no HTTP client would send.</summary>
internal static class RawRequest
{
    /// <summary>Sends everything before it reads, as simple clients do, and returns the answer until its end or until the server closes.</summary>
    /// <param name="replica">The address of the server.</param>
    /// <param name="head">The request line and headers, in Latin-1, without the empty line. <c>Connection: close</c> and a Host are added.</param>
    /// <param name="body">The body; its length is added to the headers.</param>
    /// <param name="unsent">How many more bytes the headers announce.</param>
    public static async Task<string> SendAsync(Uri replica, string head, byte[]? body = null, int unsent = 0)
    {
        using var connection = new TcpClient();
        await connection.ConnectAsync(replica.Host, replica.Port);
        await using var stream = connection.GetStream();
        var length = body is null ? "" : $"\r\nContent-Length: {body.Length + unsent}";
        await stream.WriteAsync(Encoding.Latin1.GetBytes($"{head}\r\nHost: {replica.Authority}\r\nConnection: close{length}\r\n\r\n"));
        await stream.WriteAsync(body ?? []);
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return await reader.ReadToEndAsync().WaitAsync(Eventually.Default);
    }

    public static string Utf8(string text) => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text));
}
