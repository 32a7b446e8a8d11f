using Microsoft.AspNetCore.DataProtection;
using ScaleApp.Data.Tokens;

namespace ScaleApp.Tests.Data.Tokens;

public sealed class SigningKeyRingTests() : TestWithServers("postgres")
{
    private static readonly TokenOptions Options = new();

    private ShopDatabase _database = null!;
    private readonly EphemeralDataProtectionProvider _protection = new(NullLoggerFactory.Instance);

    private protected override async Task StartAsync() => _database = await OwnAsync(ShopDatabase.CreateAsync());

    [RequiresFact("postgres")]
    public async Task Concurrent_readers_create_one_first_key()
    {
        var rings = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Ring().ReadAsync(default)));

        Assert.Single(rings.SelectMany(keys => keys).Select(key => key.Id).Distinct());
        Assert.All(rings, keys => Assert.NotNull(Assert.Single(keys).PrivateKey));
    }

    [RequiresFact("postgres")]
    public async Task Key_is_pending_active_verify_only_and_then_deleted()
    {
        var first = Assert.Single(await Ring().ReadAsync(default));

        await AgeAsync(Options.KeyLifetime - Options.KeyLead);
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Ring().RotateAsync(default)));
        var both = await Ring().ReadAsync(default);
        Assert.Equal(2, both.Count);
        Assert.Equal(first.Id, both[0].Id);
        Assert.True(both[1].ActiveFrom > both[0].ActiveFrom + Options.KeyLifetime - TimeSpan.FromMinutes(1));

        await AgeAsync(Options.KeyLead + TimeSpan.FromMinutes(2));
        await Ring().RotateAsync(default);
        var replaced = await Ring().ReadAsync(default);
        Assert.Null(replaced[0].PrivateKey);
        Assert.NotNull(replaced[1].PrivateKey);

        await AgeAsync(Options.AccessLifetime);
        await Ring().RotateAsync(default);
        Assert.Equal(both[1].Id, Assert.Single(await Ring().ReadAsync(default)).Id);
    }

    [RequiresFact("postgres")]
    public async Task Overdue_rotation_leaves_a_signing_key()
    {
        await Ring().ReadAsync(default);
        await AgeAsync(TimeSpan.FromDays(500));

        Assert.NotNull(Assert.Single(await Ring().ReadAsync(default)).PrivateKey);
        await Ring().RotateAsync(default);
        Assert.Equal(2, (await Ring().ReadAsync(default)).Count);
    }

    [RequiresFact("postgres")]
    public async Task Private_key_is_encrypted_and_replaced_when_unreadable()
    {
        var key = Assert.Single(await Ring().ReadAsync(default));
        var stored = await _database.ScalarAsync<byte[]>("SELECT private_key FROM signing_keys");
        Assert.Equal(-1, stored.AsSpan().IndexOf(key.PrivateKey.AsSpan()[^32..]));

        var stranger = new SigningKeyRing(_database.Source, new EphemeralDataProtectionProvider(NullLoggerFactory.Instance),
            Microsoft.Extensions.Options.Options.Create(Options), NullLogger<SigningKeyRing>.Instance);
        var keys = await stranger.ReadAsync(default);

        Assert.Null(keys.Single(each => each.Id == key.Id).PrivateKey);
        Assert.NotNull(keys.Single(each => each.Id != key.Id).PrivateKey);
    }

    private SigningKeyRing Ring() => new(_database.Source, _protection,
        Microsoft.Extensions.Options.Options.Create(Options), NullLogger<SigningKeyRing>.Instance);

    private async Task AgeAsync(TimeSpan by)
    {
        await using var command = _database.Source.CreateCommand(
            "UPDATE signing_keys SET active_from = active_from - $1, active_until = active_until - $1, verify_until = verify_until - $1");
        command.Parameters.Add(new() { Value = by });
        await command.ExecuteNonQueryAsync();
    }
}
