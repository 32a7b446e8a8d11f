using System.Text;
using Microsoft.Extensions.Options;
using ScaleApp.Redis.SignalR;
using ScaleApp.Tests.Support;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

public sealed class UnreadRoomsTests : IAsyncLifetime, IAsyncDisposable
{
    private readonly DigestFixture _digest = new();
    private readonly RedisServer _server = new();

    public async Task InitializeAsync()
    {
        await _digest.InitializeAsync();
        await _server.InitializeAsync();
    }

    ValueTask IAsyncDisposable.DisposeAsync() => new(DisposeAsync());

    public async Task DisposeAsync()
    {
        await _digest.DisposeAsync();
        await _server.DisposeAsync();
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task The_digest_counts_what_a_subscriber_has_not_read_and_says_the_same_when_it_is_sent_again()
    {
        var log = new MessageLog(await _digest.UseAsync(_server), Options.Create(new MessageLogOptions()));
        var read = await AppendAsync(log, "product-1", 3);
        var support = await AppendAsync(log, "support-1", 1);
        var customer = await _digest.Database.ScalarAsync<int>("SELECT min(id) FROM customers WHERE subscribes_to_digest");
        await MemberAsync(customer, "product-1", read with { Offset = 1 });
        await MemberAsync(customer, "support-1", support);

        var refusing = EmailThat.FailsAfter(_digest.Pickup, 0);
        await Assert.ThrowsAsync<EmailUnavailableException>(() => _digest.Worker(refusing).RunAsync(DigestFixture.Occurrence));
        await AppendAsync(log, "product-1", 5);
        await _digest.Worker().RunAsync(DigestFixture.Occurrence);

        var title = await _digest.Database.ScalarAsync<string>("SELECT name FROM products WHERE id = 1");
        var mails = _digest.Mails().Select(TextOf).Where(mail => mail.Contains("Unread in your rooms", StringComparison.Ordinal)).ToArray();
        Assert.Contains($"  2 in {title}", Assert.Single(mails));
        Assert.DoesNotContain("in Support", mails[0]);
    }

    private static async Task<LogPosition> AppendAsync(MessageLog log, string room, int count)
    {
        var position = default(LogPosition);
        for (var number = 0; number < count; number++)
        {
            position = (await log.AppendAsync(room, $"{Guid.NewGuid()}", Encoding.UTF8.GetBytes("hello"), null, default)).Position;
        }

        return position;
    }

    private static string TextOf(string file) => MimeKit.MimeMessage.Load(file).TextBody!;

    private Task<int> MemberAsync(int customer, string room, LogPosition read) => _digest.Database.ScalarAsync<int>(
        $"INSERT INTO room_members (customer_id, room, read_epoch, read_offset) VALUES ({customer}, '{room}', '{read.Epoch}', {read.Offset}) RETURNING 1");
}
