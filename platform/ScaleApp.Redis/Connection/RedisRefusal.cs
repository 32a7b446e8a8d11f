using System.Net;
using System.Net.Sockets;
using System.Text;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>Asks a server that let no link stand for its own words, with one bare connection.</summary>
/// <remarks>
/// The library keeps the reason for a failed connection only now and then: whether it is there when the first command fails
/// depends on which of its threads was faster. What the server says to AUTH and PING is the same every time.
/// </remarks>
internal static class RedisRefusal
{
    private const int LongestLine = 512;

    /// <returns>The first error that the server answers with; null when it answers well, not at all, or only over TLS.</returns>
    public static async Task<string?> AskAsync(ConfigurationOptions configuration, CancellationToken ct)
    {
        if (configuration.Ssl || configuration.EndPoints.FirstOrDefault() is not { } endpoint)
        {
            return null;
        }

        try
        {
            using var client = new TcpClient();
            await (endpoint is DnsEndPoint dns
                ? client.ConnectAsync(dns.Host, dns.Port, ct)
                : client.ConnectAsync((IPEndPoint)endpoint, ct));
            await using var stream = client.GetStream();
            foreach (var command in Greeting(configuration.Password))
            {
                await stream.WriteAsync(Encode(command), ct);
                if (await ReadLineAsync(stream, ct) is ['-', .. var error])
                {
                    return error;
                }
            }

            return null;
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            return null;
        }
    }

    private static IEnumerable<string[]> Greeting(string? password)
    {
        if (!string.IsNullOrEmpty(password))
        {
            yield return ["AUTH", password];
        }

        yield return ["PING"];
    }

    private static byte[] Encode(string[] command)
    {
        var text = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command)
        {
            text.Append($"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    private static async Task<string> ReadLineAsync(NetworkStream stream, CancellationToken ct)
    {
        var line = new byte[LongestLine];
        var length = 0;
        while (length < line.Length && !line.AsSpan(0, length).EndsWith("\r\n"u8))
        {
            var read = await stream.ReadAsync(line.AsMemory(length), ct);
            if (read == 0)
            {
                break;
            }

            length += read;
        }

        return Encoding.UTF8.GetString(line, 0, length).TrimEnd();
    }
}
