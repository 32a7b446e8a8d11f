using System.Net;
using ScaleApp.Tests.Support;

namespace ScaleApp.Tests.Dashboard.Resources;

public sealed class HostileInputTests : IAsyncLifetime
{
    private readonly HostileTopology _topology = new();
    private HostedDashboard _dashboard = null!;

    public async Task InitializeAsync() => _dashboard = await HostedDashboard.StartAsync(_topology);

    public async Task DisposeAsync() => await _dashboard.DisposeAsync();

    public static TheoryData<string> Pages =>
    [
        "/resources", "/resources?view=graph", "/console",
        $"/resources?select={Uri.EscapeDataString(HostileTopology.Attack)}",
        $"/resources?view=graph&select={Uri.EscapeDataString(HostileTopology.Attack)}",
        $"/console?resource={Uri.EscapeDataString(HostileTopology.Attack)}&q={Uri.EscapeDataString(HostileTopology.Attack)}",
        $"/{Uri.EscapeDataString(HostileTopology.Attack)}",
    ];

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Nothing_that_a_resource_says_becomes_markup(string path)
    {
        using var response = await _dashboard.Pages.GetAsync(new Uri(path, UriKind.Relative));
        var page = await response.Content.ReadAsStringAsync();

        Assert.DoesNotContain("<img src=x", page);
        Assert.DoesNotContain("<script>", page);
        Assert.DoesNotContain("href=\"javascript:", page);
    }

    [Fact]
    public async Task The_value_of_a_secret_is_not_sent_at_all()
    {
        var page = await _dashboard.ReadAsync($"/resources?select={Uri.EscapeDataString(HostileTopology.Attack)}");

        Assert.Contains("PASSWORD", page);
        Assert.DoesNotContain("hidden-value", page);
    }

    [Fact]
    public async Task A_failed_command_says_why_as_text()
    {
        using var form = new FormUrlEncodedContent([new("command", "stop")]);
        using var response = await _dashboard.Pages.PostAsync(new Uri("/resources/api/command", UriKind.Relative), form);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.DoesNotContain("<img src=x", await response.Content.ReadAsStringAsync());
        Assert.Equal(["api stop"], _topology.Commands);
    }

    [Fact]
    public async Task Lines_are_sent_as_data_and_downloaded_as_plain_text()
    {
        using var download = await _dashboard.Pages.GetAsync(new Uri("/console/download", UriKind.Relative));
        Assert.Equal("text/plain", download.Content.Headers.ContentType!.MediaType);
        Assert.Equal("attachment", download.Content.Headers.ContentDisposition!.DispositionType);
        Assert.DoesNotContain("\e", await download.Content.ReadAsStringAsync());

        using var stream = await _dashboard.Pages.GetAsync(
            new Uri("/console/stream", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var reader = new StreamReader(await stream.Content.ReadAsStreamAsync());
        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        Assert.Contains("nosniff", stream.Headers.GetValues("X-Content-Type-Options"));
        await Eventually.IsAsync(
            async () => await reader.ReadLineAsync() ?? "", line => line.Contains("alert", StringComparison.Ordinal), "the line is sent");
    }

    [Fact]
    public async Task Without_a_script_a_command_leads_back_to_its_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/resources/api/scale")
        {
            Content = new FormUrlEncodedContent([new("replicas", "4")]),
        };
        request.Headers.Referrer = new Uri(_dashboard.Pages.BaseAddress!, "/resources?select=api");
        using var response = await _dashboard.Pages.SendAsync(request);

        Assert.Equal(HttpStatusCode.SeeOther, response.StatusCode);
        Assert.Equal("/resources?select=api", response.Headers.Location!.OriginalString);
        Assert.Equal(["api 4"], _topology.Commands);
    }
}
