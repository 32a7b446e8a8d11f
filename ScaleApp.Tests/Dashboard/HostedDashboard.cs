using Microsoft.Extensions.Logging.Abstractions;
using ScaleApp.Dashboard;
using ScaleApp.Dashboard.Resources;

namespace ScaleApp.Tests.Dashboard;

/// <summary>A dashboard inside this process, as a host has one, with a client that is signed in.</summary>
internal sealed class HostedDashboard : IAsyncDisposable
{
    private readonly DashboardApplication _dashboard;

    private HostedDashboard(DashboardApplication dashboard)
    {
        _dashboard = dashboard;
        Pages = new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = dashboard.Address };
        Pages.DefaultRequestHeaders.Add("Origin", dashboard.Address.GetLeftPart(UriPartial.Authority));
        Pages.DefaultRequestHeaders.Accept.ParseAdd("text/html");
    }

    public HttpClient Pages { get; }

    public Uri LoginLink => _dashboard.LoginLink;

    public static async Task<HostedDashboard> StartAsync(IResourceService resources, string? redis = null)
    {
        var dashboard = DashboardApplication.CreateHosted(
            [
                new("Dashboard:FrontendUrl", "http://127.0.0.1:0"), new("Dashboard:Otlp:HttpUrl", ""), new("Dashboard:Otlp:GrpcUrl", ""),
                new("Dashboard:Redis", redis),
            ],
            resources, NullLoggerProvider.Instance);
        await dashboard.StartAsync();
        var started = new HostedDashboard(dashboard);
        using var response = await started.Pages.GetAsync(dashboard.LoginLink);

        return started;
    }

    public Task<string> ReadAsync(string path) => Pages.GetStringAsync(new Uri(path, UriKind.Relative));

    /// <summary>Sends a form as a page's script does.</summary>
    public async Task<(bool Success, string Answer)> CommandAsync(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value))),
        };
        request.Headers.Accept.Clear();
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await Pages.SendAsync(request);
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
    }

    public async ValueTask DisposeAsync()
    {
        Pages.Dispose();
        await _dashboard.StopAsync();
        await _dashboard.DisposeAsync();
    }
}
