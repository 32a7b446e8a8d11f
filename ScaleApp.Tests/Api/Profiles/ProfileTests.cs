using ScaleApp.Api.Profiles;

namespace ScaleApp.Tests.Api.Profiles;

public class ProfileTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [RequiresFact("redis-server", "postgres")]
    public async Task Profile_is_cached_until_a_change_is_published()
    {
        using var customer = await api.First.SignInAsync();
        var before = await customer.Client.GetFromJsonAsync<CustomerProfile>("/api/profile");
        await api.Database.ExecuteAsync($"UPDATE customers SET name = 'Renamed' WHERE id = {customer.Id}");

        var remembered = await customer.Client.GetFromJsonAsync<CustomerProfile>("/api/profile");
        await api.Second.Services.GetRequiredService<CustomerProfiles>().InvalidateAsync(customer.Id);

        Assert.Equal(before, remembered);
        await Eventually.IsTrueAsync(
            async () => (await customer.Client.GetFromJsonAsync<CustomerProfile>("/api/profile"))!.Name == "Renamed", "the change is seen");
    }
}
