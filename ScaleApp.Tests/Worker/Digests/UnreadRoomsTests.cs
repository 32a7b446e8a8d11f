using ScaleApp.Api.Rooms;
using ScaleApp.Data.Rooms;
using ScaleApp.Worker.Email;

namespace ScaleApp.Tests.Worker.Digests;

public sealed class UnreadRoomsTests() : TestWithServers("redis-server", "postgres")
{
    private DigestFixture _digest = null!;
    private RedisServer _server = null!;

    private protected override async Task StartAsync()
    {
        _digest = await OwnAsync(DigestFixture.CreateAsync());
        _server = await OwnAsync(RedisServer.StartAsync());
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Digest_sent_again_has_the_same_unread_counts()
    {
        var log = new RoomLog(await _digest.UseAsync(_server), Options.Create(new RoomOptions()));
        var read = await AppendAsync(log, "product-1", 3);
        var support = await AppendAsync(log, "support-1", 1);
        var customer = await _digest.Database.ScalarAsync<int>("SELECT min(id) FROM customers WHERE subscribes_to_digest");
        await MemberAsync(customer, "product-1", read[0]);
        await MemberAsync(customer, "support-1", support[0]);

        var refusing = EmailThat.FailsAfter(_digest.Pickup, 0);
        await Assert.ThrowsAsync<EmailUnavailableException>(() => _digest.Worker(refusing).RunAsync(DigestFixture.Occurrence));
        await AppendAsync(log, "product-1", 5);
        await _digest.Worker().RunAsync(DigestFixture.Occurrence);

        var title = await _digest.Database.ScalarAsync<string>("SELECT name FROM products WHERE id = 1");
        var mails = _digest.Mails().Select(TextOf).Where(mail => mail.Contains("Unread in your rooms", StringComparison.Ordinal)).ToArray();
        Assert.Contains($"  2 in {title}", Assert.Single(mails));
        Assert.DoesNotContain("in Support", mails[0]);
    }

    [RequiresFact("postgres", "redis-server")]
    public async Task Room_joined_after_the_claim_is_not_in_the_mail()
    {
        var log = new RoomLog(await _digest.UseAsync(_server), Options.Create(new RoomOptions()));
        var refusing = EmailThat.FailsAfter(_digest.Pickup, 0);
        await Assert.ThrowsAsync<EmailUnavailableException>(() => _digest.Worker(refusing).RunAsync(DigestFixture.Occurrence));

        var read = await AppendAsync(log, "product-1", 3);
        await MemberAsync(await _digest.Database.ScalarAsync<int>("SELECT min(customer_id) FROM digest_deliveries"), "product-1", read[0]);
        await _digest.Worker().RunAsync(DigestFixture.Occurrence);

        Assert.Equal(DigestFixture.Subscribers, _digest.Mails().Length);
        Assert.DoesNotContain(_digest.Mails(), mail => TextOf(mail).Contains("Unread in your rooms", StringComparison.Ordinal));
    }

    private static async Task<List<RoomPosition>> AppendAsync(RoomLog log, string room, int count)
    {
        var positions = new List<RoomPosition>();
        for (var number = 0; number < count; number++)
        {
            positions.Add((await log.AppendAsync(room, new RoomDraft($"{Guid.NewGuid():N}", 1, "A test", "hello"), default)).Entry.Position);
        }

        return positions;
    }

    private static string TextOf(string file) => MimeKit.MimeMessage.Load(file).TextBody!;

    private Task MemberAsync(int customer, string room, RoomPosition read) => _digest.Database.ExecuteAsync(
        $"INSERT INTO room_members (customer_id, room, read_milliseconds, read_number) VALUES ({customer}, '{room}', {read.Milliseconds}, {read.Number})");
}
