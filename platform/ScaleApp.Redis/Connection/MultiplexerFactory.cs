using System.Net;
using System.Net.Sockets;
using StackExchange.Redis;

namespace ScaleApp.Redis;

/// <summary>
/// Makes multiplexers: one for commands and one for subscriptions.
/// </summary>
internal sealed class MultiplexerFactory
{
    private readonly ConfigurationOptions _configuration;
    private readonly ConfigurationOptions _withoutSubscriptions;

    public MultiplexerFactory(RedisOptions options)
    {
        _configuration = ConfigurationOptions.Parse(options.ConnectionString);
        _configuration.AbortOnConnectFail = false;
        _configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _configuration.ConnectTimeout = (int)options.ConnectTimeout.TotalMilliseconds;
        _configuration.ConnectRetry = 1;
        _configuration.Protocol = RedisProtocol.Resp2;
        _configuration.SyncTimeout = (int)options.CommandTimeout.TotalMilliseconds;
        options.ConfigureClient?.Invoke(_configuration);
        _withoutSubscriptions = _configuration.Clone();
        _withoutSubscriptions.CommandMap = CommandMap.Create(["SUBSCRIBE", "PSUBSCRIBE", "UNSUBSCRIBE", "PUNSUBSCRIBE"], available: false);
        Address = string.Join(", ", _configuration.EndPoints.Select(Describe));
        (Host, Port) = _configuration.EndPoints.FirstOrDefault() switch
        {
            DnsEndPoint dns => (dns.Host, dns.Port),
            IPEndPoint ip => (ip.Address.ToString(), ip.Port),
            _ => ("", 0),
        };
        DatabaseIndex = _configuration.DefaultDatabase ?? 0;
    }

    /// <summary>The servers, without secrets, as messages show them.</summary>
    public string Address { get; }

    public string Host { get; }

    public int Port { get; }

    public int DatabaseIndex { get; }

    /// <summary>One attempt; what it returns need not be connected.</summary>
    public async Task<RedisLink> ConnectAsync()
    {
        var commands = ConnectAsync(_withoutSubscriptions);
        var messages = ConnectAsync(_configuration);
        await Task.WhenAll(commands, messages);

        return new RedisLink(await commands, await messages);
    }

    private static Task<ConnectionMultiplexer> ConnectAsync(ConfigurationOptions configuration) =>
        ConnectionMultiplexer.ConnectAsync(configuration.Clone());

    /// <inheritdoc cref="RedisRefusal.AskAsync"/>
    public Task<string?> RefusalAsync(CancellationToken ct) => RedisRefusal.AskAsync(_configuration, ct);

    /// <summary>Closes without waiting for calls that are in flight: what they wait for may never come.</summary>
    public static async Task CloseAsync(ConnectionMultiplexer multiplexer)
    {
        try
        {
            await multiplexer.CloseAsync(allowCommandsToComplete: false);
        }
        catch (Exception error) when (error is RedisException or ObjectDisposedException or SocketException or TimeoutException)
        {
            // It is being thrown away because it does not work.
        }
    }

    private static string Describe(EndPoint endpoint) => endpoint switch
    {
        DnsEndPoint dns => $"{dns.Host}:{dns.Port}",
        _ => endpoint.ToString() ?? "",
    };
}
