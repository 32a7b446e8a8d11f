using ScaleApp.Api.Accounts;
using ScaleApp.Api.Administration;

namespace ScaleApp.Tests.Api.Accounts;

public class RegistrationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Composed = "Z\u00FCrich-\u00C5ngstr\u00F6m-7";

    private readonly string _name = $"n{Guid.NewGuid():N}";

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("email", "zo\u00EB@example.com", "Zoe", Composed)]
    [InlineData("name", "zoe@example.com", "A\u202Eda", Composed)]
    [InlineData("password", "zoe@example.com", "Zoe", "seven77")]
    [InlineData("password", "zoe@example.com", "Zoe", "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301")]
    [InlineData("password", "zoe@example.com", "Zoe", "a long \uFFFE password")]
    public async Task Registration_is_refused_with_the_field_that_is_wrong(string field, string email, string name, string password)
    {
        using var response = await api.First.Client.PostAsJsonAsync("/api/register", new { email, name, password });

        var errors = (await response.ProblemAsync(HttpStatusCode.BadRequest)).GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("""{"email":"ada@example.com","name":"A\ud800da","password":"correct horse"}""")]
    [InlineData("""{"email":"ada@example.com","name":"Ada","password":"correct \udc00 horse"}""")]
    public async Task Half_a_surrogate_pair_is_a_bad_request(string body)
    {
        using var response = await api.First.Client.SendAsync("POST", "/api/register", body);

        await response.ProblemAsync(HttpStatusCode.BadRequest);
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Spellings_of_one_mailbox_are_one_account()
    {
        string[] spellings =
        [
            $"{_name}@b\u00FCcher.example", $"{_name}@bu\u0308cher.example", $"{_name}@xn--bcher-kva.example", $"{_name.ToUpperInvariant()}@B\u00DCCHER.EXAMPLE",
        ];
        var me = await RegisterAsync(spellings[0], "Ada", Composed);

        Assert.Equal($"{_name}@xn--bcher-kva.example", me.Email);
        foreach (var spelling in spellings)
        {
            using var again = await api.Second.Client.PostAsJsonAsync("/api/register", new { email = spelling, name = "Ada", password = Composed });
            using var tokens = await api.Second.Client.PostAsJsonAsync("/api/tokens", new { email = spelling, password = Composed });
            var page = await api.Second.Administrator.GetFromJsonAsync<CustomerPage>($"/api/admin/customers?email={Uri.EscapeDataString(spelling)}");

            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
            Assert.Equal(HttpStatusCode.OK, await LogInAsync($" {spelling} ", Composed));
            Assert.Equal(HttpStatusCode.OK, tokens.StatusCode);
            Assert.Equal(me.Id, Assert.Single(page!.Items).Id);
        }
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Concurrent_registrations_of_one_address_open_one_account()
    {
        var body = new { email = $"{_name}@example.com", name = "Ada", password = Composed };

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? api.First : api.Second).Client.PostAsJsonAsync("/api/register", body)));

        Assert.Single(answers, answer => answer.StatusCode is HttpStatusCode.Created);
        Assert.Equal(11, answers.Count(answer => answer.StatusCode is HttpStatusCode.Conflict));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Password_signs_in_in_every_Unicode_composition()
    {
        var longest = string.Concat(Enumerable.Repeat("\u00E9\U0001F642", 64));
        foreach (var registered in (string[])[Composed, Composed.Normalize(NormalizationForm.FormD), longest])
        {
            var email = $"{Guid.NewGuid():N}@example.com";
            await RegisterAsync(email, "Ada", registered);

            Assert.Equal(HttpStatusCode.OK, await LogInAsync(email, registered.Normalize(NormalizationForm.FormC)));
            Assert.Equal(HttpStatusCode.OK, await LogInAsync(email, registered.Normalize(NormalizationForm.FormD)));
            Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(email, "Zurich-Angstrom-7"));
        }
    }

    private async Task<CurrentCustomer> RegisterAsync(string email, string name, string password)
    {
        using var response = await api.First.Client.PostAsJsonAsync("/api/register", new { email, name, password });
        Assert.True(response.StatusCode is HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<CurrentCustomer>())!;
    }

    private async Task<HttpStatusCode> LogInAsync(string email, string password)
    {
        using var response = await api.Second.Client.LogInAsync(email, password);
        return response.StatusCode;
    }
}
