using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using ScaleApp.Api;

namespace ScaleApp.Tests.Support;

/// <summary>The real API in this process, on a free port. A test starts one for each replica.</summary>
internal sealed class ApiReplica : IAsyncDisposable
{
    public const string ApiKey = "a key for tests";

    private readonly WebApplication _app;

    private ApiReplica(WebApplication app)
    {
        _app = app;
        // Of two addresses the second is for gRPC.
        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        Client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromSeconds(60) };
        Administrator = new HttpClient { BaseAddress = Client.BaseAddress, Timeout = Client.Timeout, DefaultRequestHeaders = { { "X-Api-Key", ApiKey } } };
    }

    /// <summary>Sends no credentials.</summary>
    public HttpClient Client { get; }

    /// <summary>Sends the key of administrators.</summary>
    public HttpClient Administrator { get; }

    public IServiceProvider Services => _app.Services;

    /// <param name="redis">Connection string.</param>
    /// <param name="database">Connection string.</param>
    /// <param name="settings">More configuration, as <c>Section:Name=value</c>; the last value of a name applies.</param>
    public static async Task<ApiReplica> StartAsync(string redis, string database, params string[] settings)
    {
        string[] args =
        [
            "urls=http://127.0.0.1:0", $"ConnectionStrings:redis={redis}", $"ConnectionStrings:shopdb={database}",
            $"Admin:ApiKey={ApiKey}", "Logging:LogLevel:Default=Error", "ServiceDefaults:DrainDelay=00:00:00", "ServiceDefaults:DrainGrace=00:00:01",
            "Accounts:Passwords:IterationCount=1000",

            // For the limits all tests of a class are one client; tests of the limits set their own.
            .. ((string[])["default", "reads", "limited", "login", "login-account", "uploads"]).Select(policy => $"Limits:Policies:{policy}:Permits=1000000"),
            .. settings,
        ];
        var app = ApiApplication.Create([.. args.Select(argument => $"--{argument}")]);
        await app.StartAsync();
        var replica = new ApiReplica(app);
        await Eventually.IsTrueAsync(async () => (await replica.Client.GetStringAsync("/health/dependencies")).Contains("\"StackExchange.Redis\":\"Healthy\"", StringComparison.Ordinal),
            "the replica has found Redis");
        return replica;
    }

    /// <summary>A new customer, signed in at this replica by session cookie. <see cref="SignedInCustomer.On"/> uses the session at another replica.</summary>
    public Task<SignedInCustomer> SignInAsync() => SignedInCustomer.RegisterAsync(Client.BaseAddress!);

    /// <summary>Changes a product at its current version unless another is given; without If-Match when that is empty.</summary>
    public Task<HttpResponseMessage> PutProductAsync(int id, object update, string version = "*") => Administrator.SendAsync(
        "PUT", $"/api/admin/products/{id}", update, version.Length > 0 ? [("If-Match", version)] : []);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Administrator.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
