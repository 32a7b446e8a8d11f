using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting.Redis;

/// <summary>Signs in and sends PING, as a client would. A server that loads its data answers but is not healthy yet.</summary>
internal sealed class RedisHealthCheck(RedisResource redis) : IHealthCheck
{
    /// <summary>How long the server may take for all of it.</summary>
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (redis.PrimaryEndpoint.EndpointAnnotation.AllocatedEndpoint is not { } address)
        {
            return HealthCheckResult.Unhealthy("It has no port yet.");
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        try
        {
            return await AskAsync(address, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return HealthCheckResult.Unhealthy($"It did not answer PING on port {address.Port} within {Deadline.TotalSeconds} s.");
        }
        catch (Exception error) when (error is SocketException or IOException)
        {
            return HealthCheckResult.Unhealthy($"It cannot be reached on port {address.Port}: {error.Message}");
        }
    }

    private async Task<HealthCheckResult> AskAsync(AllocatedEndpoint address, CancellationToken cancellationToken)
    {
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync("127.0.0.1", address.Port, cancellationToken).ConfigureAwait(false);
        var stream = client.GetStream();
        await using (stream.ConfigureAwait(false))
        {
            using var reader = new StreamReader(stream, Encoding.UTF8);
            if (redis.PasswordParameter is { } password
                && await SendAsync(stream, reader, ["AUTH", password.Value], cancellationToken).ConfigureAwait(false) is var signedIn
                && signedIn != "+OK")
            {
                return HealthCheckResult.Unhealthy($"It refused the password: {signedIn}");
            }

            var answer = await SendAsync(stream, reader, ["PING"], cancellationToken).ConfigureAwait(false);
            return answer == "+PONG"
                ? HealthCheckResult.Healthy()
                : HealthCheckResult.Unhealthy($"It answered PING with: {answer ?? "nothing"}");
        }
    }

    private static async Task<string?> SendAsync(
        NetworkStream stream, StreamReader reader, string[] command, CancellationToken cancellationToken)
    {
        var text = new StringBuilder($"*{command.Length}\r\n");
        foreach (var part in command)
        {
            text.Append($"${Encoding.UTF8.GetByteCount(part)}\r\n{part}\r\n");
        }

        await stream.WriteAsync(Encoding.UTF8.GetBytes(text.ToString()), cancellationToken).ConfigureAwait(false);
        return await reader.ReadLineAsync(cancellationToken).ConfigureAwait(false);
    }
}
