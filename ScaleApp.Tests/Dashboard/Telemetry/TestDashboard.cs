using System.Net.Http.Headers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Dashboard;
using ScaleApp.Dashboard.Telemetry;
using ScaleApp.Dashboard.Telemetry.Logs;
using ScaleApp.Dashboard.Telemetry.Traces;

namespace ScaleApp.Tests.Dashboard.Telemetry;

/// <summary>A dashboard on free ports, with a client that is signed in.</summary>
internal sealed class TestDashboard : IAsyncDisposable
{
    private readonly DashboardApplication _dashboard;

    private TestDashboard(DashboardApplication dashboard)
    {
        _dashboard = dashboard;
        var addresses = dashboard.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Http = new(addresses[1]);
        Grpc = new(addresses[2]);
        Pages = new() { BaseAddress = dashboard.Address };
        Pages.DefaultRequestHeaders.Add("Origin", dashboard.Address.GetLeftPart(UriPartial.Authority));
        Sender = new() { BaseAddress = Http };
    }

    public Uri Http { get; }

    public Uri Grpc { get; }

    /// <summary>Sends telemetry.</summary>
    public HttpClient Sender { get; }

    /// <summary>Reads pages.</summary>
    public HttpClient Pages { get; }

    public Uri LoginLink => _dashboard.LoginLink;

    public TraceStore Traces => Service<TraceStore>();

    public LogStore Logs => Service<LogStore>();

    public static async Task<TestDashboard> StartAsync(params string[] arguments)
    {
        var dashboard = DashboardApplication.CreateAlone([
            "--Dashboard:FrontendUrl=http://127.0.0.1:0", "--Dashboard:Otlp:HttpUrl=http://127.0.0.1:0", "--Dashboard:Otlp:GrpcUrl=http://127.0.0.1:0",
            .. arguments,
        ]);
        await dashboard.StartAsync();
        var started = new TestDashboard(dashboard);
        using var response = await started.Pages.GetAsync(dashboard.LoginLink);

        return started;
    }

    public T Service<T>()
        where T : notnull => _dashboard.Services.GetRequiredService<T>();

    public Task<HttpResponseMessage> SendAsync(OtlpSignal signal, byte[] request) => SendAsync(signal, request, "application/x-protobuf");

    public Task<HttpResponseMessage> SendAsync(OtlpSignal signal, byte[] body, string type, string? encoding = null)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        if (encoding is not null)
        {
            content.Headers.ContentEncoding.Add(encoding);
        }

        return Sender.PostAsync($"/v1/{signal.ToString().ToLowerInvariant()}", content);
    }

    public async ValueTask DisposeAsync()
    {
        Pages.Dispose();
        Sender.Dispose();
        await _dashboard.StopAsync();
        await _dashboard.DisposeAsync();
    }
}
