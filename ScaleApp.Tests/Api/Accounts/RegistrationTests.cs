using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using ScaleApp.Api.Accounts;
using ScaleApp.Api.Administration;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Api.Accounts;

/// <summary>Names, addresses and passwords as people and their devices write them.</summary>
public class RegistrationTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Composed = "Z\u00FCrich-\u00C5ngstr\u00F6m-7";

    private readonly string _name = $"n{Guid.NewGuid():N}";

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("email", "zo\u00EB@example.com", "Zoe", Composed)]
    [InlineData("email", "a,b@example.com", "Zoe", Composed)]
    [InlineData("name", "zoe@example.com", "\u200B", Composed)]
    [InlineData("name", "zoe@example.com", "A\u202Eda", Composed)]
    [InlineData("name", "zoe@example.com", "A\uFFFEda", Composed)]
    [InlineData("password", "zoe@example.com", "Zoe", "seven77")]
    [InlineData("password", "zoe@example.com", "Zoe", "e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301")]
    [InlineData("password", "zoe@example.com", "Zoe", "a long \uFFFE password")]
    public async Task Registration_is_refused_with_the_field_that_is_wrong(string field, string email, string name, string password)
    {
        using var response = await api.First.Client.PostAsJsonAsync("/api/register", new { email, name, password });

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        var errors = (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        Assert.Equal(field, Assert.Single(errors.EnumerateObject()).Name);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("""{"email":"ada@example.com","name":"A\ud800da","password":"correct horse"}""")]
    [InlineData("""{"email":"ada@example.com","name":"Ada","password":"correct \udc00 horse"}""")]
    public async Task Half_a_surrogate_pair_is_a_bad_request(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await api.First.Client.PostAsync("/api/register", content);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
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
            using var found = new HttpRequestMessage(HttpMethod.Get, $"/api/admin/customers?email={Uri.EscapeDataString(spelling)}")
            {
                Headers = { { "X-Api-Key", ApiReplica.ApiKey } },
            };
            using var page = await api.Second.Client.SendAsync(found);

            Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
            Assert.Equal(HttpStatusCode.OK, await LogInAsync($" {spelling} ", Composed));
            Assert.Equal(HttpStatusCode.OK, tokens.StatusCode);
            Assert.Equal(me.Id, Assert.Single((await page.Content.ReadFromJsonAsync<CustomerPage>())!.Items).Id);
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

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("o'brien_{x}|a/b=c?d%e!f#g$h&i*j^k`l~")]
    [InlineData("a+b")]
    public async Task Address_may_hold_every_character_that_mail_servers_agree_on(string start)
    {
        var email = $"{start}.{_name[..20]}@example.com";
        var me = await RegisterAsync(email, "Ada", Composed);

        Assert.Equal(email, me.Email);
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(me.Email, Composed));
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("zo\u00EB@example.com")]
    [InlineData("no address")]
    [InlineData("a\0b@example.com")]
    public async Task Address_that_no_account_can_have_is_unknown(string email)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/admin/customers?email={Uri.EscapeDataString(email)}")
        {
            Headers = { { "X-Api-Key", ApiReplica.ApiKey } },
        };
        using var found = await api.First.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(email, Composed));
        Assert.Empty((await found.Content.ReadFromJsonAsync<CustomerPage>())!.Items);
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData(NormalizationForm.FormC, NormalizationForm.FormD)]
    [InlineData(NormalizationForm.FormD, NormalizationForm.FormC)]
    public async Task Password_signs_in_in_every_Unicode_composition(NormalizationForm registered, NormalizationForm entered)
    {
        var email = $"{_name}@example.com";
        await RegisterAsync(email, "Ada", Composed.Normalize(registered));

        Assert.Equal(HttpStatusCode.OK, await LogInAsync(email, Composed.Normalize(entered)));
        Assert.Equal(HttpStatusCode.Unauthorized, await LogInAsync(email, "Zurich-Angstrom-7"));
    }

    [RequiresFact("redis-server", "postgres")]
    public async Task Longest_password_signs_in_in_every_Unicode_composition()
    {
        var email = $"{_name}@example.com";
        var longest = string.Concat(Enumerable.Repeat("\u00E9\U0001F642", 64));
        await RegisterAsync(email, "Ada", longest);

        Assert.Equal(HttpStatusCode.OK, await LogInAsync(email, longest.Normalize(NormalizationForm.FormD)));
    }

    [RequiresTheory("redis-server", "postgres")]
    [InlineData("Gr\u00FC\u00DFe \U0001F642")]
    [InlineData("\u0646\u0627\u0645\u0647\u200C\u0627\u06CC")]
    public async Task Name_is_shown_as_it_was_written(string name)
    {
        var me = await RegisterAsync($"{_name}@example.com", name, Composed);

        Assert.Equal(name, me.Name);
        Assert.Equal(name, await api.Database.ScalarAsync<string>($"SELECT name FROM customers WHERE id = {me.Id}"));
    }

    private async Task<CurrentCustomer> RegisterAsync(string email, string name, string password)
    {
        using var response = await api.First.Client.PostAsJsonAsync("/api/register", new { email, name, password });
        Assert.True(response.StatusCode is HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.Content.ReadFromJsonAsync<CurrentCustomer>())!;
    }

    private async Task<HttpStatusCode> LogInAsync(string email, string password)
    {
        using var response = await api.Second.Client.PostAsJsonAsync("/api/login", new { email, password });
        return response.StatusCode;
    }
}
