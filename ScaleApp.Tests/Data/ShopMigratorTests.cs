using Microsoft.AspNetCore.Identity;
using ScaleApp.Data.Customers;
using ScaleApp.Data.Seeding;

namespace ScaleApp.Tests.Data;

public sealed class ShopMigratorTests() : TestWithServers("postgres")
{
    private static readonly SeedPlan Small = new(Products: 20, Customers: 10, OrderLines: 50);

    private EmptyDatabase _database = null!;

    private protected override async Task StartAsync() => _database = await OwnAsync(EmptyDatabase.CreateAsync());

    [RequiresFact("postgres")]
    public async Task Database_is_seeded_later_and_not_changed_when_migrated_again()
    {
        await MigrateAsync(plan: null);
        Assert.Equal(0L, await _database.CountAsync("products"));

        await MigrateAsync(Small);
        await _database.ExecuteAsync("UPDATE products SET name = 'mine' WHERE id = 1");
        await MigrateAsync(Small);

        Assert.Equal(1L, await _database.CountAsync("products WHERE name = 'mine'"));
        Assert.Equal(20L, await _database.CountAsync("products"));
    }

    [RequiresFact("postgres")]
    public async Task Administrator_is_added_once_and_has_the_configured_password()
    {
        const string Email = "administrator@example.com";
        await MigrateAsync(plan: null);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => MigrateAsync(plan: null, new SeedAdministrator(Email, "the first password"))));
        Assert.True(await SignsInAsync("the first password"));

        await MigrateAsync(plan: null, new SeedAdministrator(Email, "another password"));
        Assert.True(await SignsInAsync("another password"));
        Assert.False(await SignsInAsync("the first password"));

        async Task<bool> SignsInAsync(string password)
        {
            await using var shop = ShopDatabase.Context(_database.ConnectionString);
            var account = await shop.Customers.SingleAsync();
            Assert.Equal((Email, CustomerRoles.Administrator), (account.Email, account.Role));
            return new PasswordHasher<Customer>().VerifyHashedPassword(account, account.PasswordHash!, password) is PasswordVerificationResult.Success;
        }
    }

    private async Task MigrateAsync(SeedPlan? plan, SeedAdministrator? administrator = null)
    {
        await using var shop = ShopDatabase.Context(_database.ConnectionString);
        await ShopDatabase.Migrator(shop).MigrateAsync(plan, administrator, CancellationToken.None);
    }
}
