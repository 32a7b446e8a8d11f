using System.Net;
using System.Net.Http.Json;
using System.Text;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Data.Customers;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Accounts;

/// <summary>Accounts changed through Identity's own API keep the shop's rules.</summary>
public sealed class UserManagerTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private readonly string _name = $"n{Guid.NewGuid():N}";

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("{0}@B\u00DCCHER.example", null)]
    [InlineData("{0}@localhost", null)]
    [InlineData("{0}@example.com", "another name")]
    public async Task Address_in_another_spelling_is_refused(string email, string? userName)
    {
        var given = email.Replace("{0}", _name, StringComparison.Ordinal);

        var result = await UseAsync(users => users.CreateAsync(new Customer { Email = given, UserName = userName ?? given, Name = "Ada" }));

        Assert.False(result.Succeeded);
        Assert.Contains(result.Errors, error => error.Code is nameof(IdentityErrorDescriber.InvalidEmail));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Customer_is_found_by_every_spelling_of_the_address()
    {
        var id = await CreateAsync($"{_name}@xn--bcher-kva.example");

        foreach (var spelling in (string[])[$"{_name}@b\u00FCcher.example", $" {_name.ToUpperInvariant()}@BU\u0308CHER.example "])
        {
            Assert.Equal(id, (await UseAsync(users => users.FindByEmailAsync(spelling)))?.Id);
            Assert.Equal(id, (await UseAsync(users => users.FindByNameAsync(spelling)))?.Id);
        }

        Assert.Null(await UseAsync(users => users.FindByEmailAsync("a\0b@example.com")));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Added_password_signs_in_in_every_Unicode_composition()
    {
        const string Password = "Z\u00FCrich-\u00C5ngstr\u00F6m-7";
        var email = $"{_name}@example.com";
        var id = await CreateAsync(email);

        var added = await UseAsync(async users =>
            await users.AddPasswordAsync((await users.FindByIdAsync($"{id}"))!, Password.Normalize(NormalizationForm.FormD)));
        using var logIn = await api.Second.Client.PostAsJsonAsync("/api/login", new { email, password = Password });

        Assert.True(added.Succeeded, added.ToString());
        Assert.Equal(HttpStatusCode.OK, logIn.StatusCode);
    }

    private async Task<int> CreateAsync(string email)
    {
        var customer = new Customer { Email = email, UserName = email, Name = "Ada" };
        var result = await UseAsync(users => users.CreateAsync(customer));
        Assert.True(result.Succeeded, result.ToString());
        return customer.Id;
    }

    private async Task<T> UseAsync<T>(Func<UserManager<Customer>, Task<T>> use)
    {
        await using var scope = api.First.Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<UserManager<Customer>>());
    }
}
