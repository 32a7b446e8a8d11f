using ScaleApp.Api.Accounts.Tokens;
using ScaleApp.Api.Rooms;
using ScaleApp.Tests.Api.Rooms;

namespace ScaleApp.Tests.EndToEnd;

/// <summary>Microsoft's JavaScript client in the rooms of three replicas, through the gateway.</summary>
/// <remarks>With server-sent events it puts a token into the address, where the API ignores it; that transport needs a session.</remarks>
[Collection(ShopTests.Name)]
public sealed class OfficialClientTests(ShopFixture shop)
{
    [RequiresTheory("redis-server", "postgres", "node", "npm")]
    [InlineData("direct", true)]
    [InlineData("webSockets", false)]
    [InlineData("serverSentEvents", false)]
    [InlineData("longPolling", true)]
    public async Task Official_client_talks_in_a_room_by_every_transport(string transport, bool hasToken)
    {
        var address = shop.Address;
        using var customer = await SignedInCustomer.RegisterAsync(address);
        var room = $"support-{customer.Id}";
        await using var other = await RoomClient.ConnectAsync(address, customer.Cookie);
        await other.JoinAsync(room);
        // Without a socket each is a separate request, which must reach the replica that was negotiated with.
        string[] texts = [.. Enumerable.Range(1, 9).Select(number => $"message {number}")];

        object credentials = hasToken ? new { Token = await TokenAsync(customer) } : new { customer.Cookie };
        await using var client = await OfficialClient.StartAsync(new Uri(address, RoomsApi.HubPath), room, transport, credentials, texts);

        await client.ReceivesAsync(texts);
        await other.HasAsync(texts);
        await other.SendAsync(room, "answer");
        await client.ReceivesAsync([.. texts, "answer"]);
    }

    private async Task<string> TokenAsync(SignedInCustomer customer)
    {
        using var client = shop.CreateClient();
        using var logIn = await client.PostAsJsonAsync("/api/tokens", new { customer.Email, SignedInCustomer.Password });
        return (await logIn.Content.ReadFromJsonAsync<TokenPair>())!.AccessToken;
    }

    /// <summary>A process of Node.js with the client; it ends with this one's pipe.</summary>
    private sealed class OfficialClient : IAsyncDisposable
    {
        private readonly ConcurrentQueue<string> _messages = new();
        private readonly ConcurrentQueue<string> _errors = new();
        private readonly Process _process;

        private OfficialClient(ProcessStartInfo start)
        {
            _process = new Process { StartInfo = start };
            _process.OutputDataReceived += (_, line) => Take(line.Data);
            _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        }

        public static async Task<OfficialClient> StartAsync(Uri hub, string room, string transport, object credentials, string[] texts)
        {
            var program = Path.Combine(await NpmPackage.InstallAsync("SignalR"), "client.mjs");
            var client = new OfficialClient(new ProcessStartInfo(Requirement.Find("node")!, [program, hub.ToString(), room, transport, .. texts])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            });
            client._process.Start();
            client._process.BeginOutputReadLine();
            client._process.BeginErrorReadLine();
            await client._process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(credentials, JsonSerializerOptions.Web));
            await client._process.StandardInput.FlushAsync();
            return client;
        }

        /// <summary>Waits for the last expected message, and asserts exactly the expected ones.</summary>
        public async Task ReceivesAsync(params string[] expected)
        {
            await Eventually.IsTrueAsync(
                () => _messages.Count >= expected.Length || _process.HasExited, $"the client receives {expected.Length} messages");
            Assert.True(!_process.HasExited, string.Join('\n', _errors));
            Assert.Equal(expected, _messages);
        }

        public async ValueTask DisposeAsync()
        {
            _process.StandardInput.Close();
            if (!_process.WaitForExit(TimeSpan.FromSeconds(10)))
            {
                _process.Kill();
            }

            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private void Take(string? line)
        {
            if (line is not null && JsonSerializer.Deserialize<Said>(line, JsonSerializerOptions.Web) is { Kind: "message", Value: var text })
            {
                _messages.Enqueue(text);
            }
        }

        private sealed record Said(string Kind, string Value);
    }
}
