using Microsoft.Extensions.DependencyInjection;
using Microsoft.Playwright;
using ScaleApp.Hosting;
using ScaleApp.Hosting.Dashboard;
using ScaleApp.Hosting.Testing;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.EndToEnd.Dashboard;

/// <summary>The whole topology with its dashboard, and a browser.</summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    private readonly Browser _browser = new();
    private DistributedApplication? _application;

    public static string[] Programs { get; } = ["redis-server", "postgres", "chromium"];

    public DistributedApplication Application => _application ?? throw new InvalidOperationException("It was not started.");

    public async Task InitializeAsync()
    {
        if (Requirement.Missing(Programs) is null)
        {
            _application = await ShopFixture.StartAsync(
                "--ScaleApp:Dashboard:Enabled=true", $"--ScaleApp:StateFolder={ShopFixture.StateFolder}-dashboard");
            await _browser.InitializeAsync();
        }
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        if (_application is not null)
        {
            await _application.DisposeAsync();
        }
    }

    /// <summary>Opens the dashboard by its link, then one of its pages.</summary>
    public async Task<BrowserPage> OpenAsync(
        string path, ColorScheme scheme = ColorScheme.Light, int width = 1360, int height = 850)
    {
        var dashboard = await Application.Services.GetRequiredService<DashboardHost>().Started;
        var page = await _browser.OpenAsync(dashboard.LoginLink, scheme, width, height);
        await page.GoAsync(path);
        return page;
    }

    /// <summary>Makes the shop do something that leaves traces, lines and figures behind.</summary>
    internal async Task UseShopAsync(int requests = 12)
    {
        using var client = Application.CreateHttpClient("api");
        for (var i = 0; i < requests; i++)
        {
            using var products = await client.GetAsync(new Uri("/api/products/top", UriKind.Relative));
            using var who = await client.GetAsync(new Uri("/api/whoami", UriKind.Relative));
        }
    }
}

[CollectionDefinition(Name)]
public sealed class DashboardTests : ICollectionFixture<DashboardFixture>
{
    public const string Name = "The shop's topology with its dashboard";
}
