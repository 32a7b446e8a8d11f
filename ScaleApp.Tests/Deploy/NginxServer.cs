using ScaleApp.Tests.Hosting;

namespace ScaleApp.Tests.Deploy;

/// <summary>nginx with <c>deploy/nginx.conf</c>; the test changes only addresses and folders.</summary>
internal sealed class NginxServer : IAsyncDisposable
{
    private readonly TestProgram _process;
    private readonly string _folder;

    private NginxServer(TestProgram process, string folder, Uri address) => (_process, _folder, Address) = (process, folder, address);

    public Uri Address { get; }

    public static async Task<NginxServer> StartAsync(IReadOnlyList<Uri> replicas)
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-nginx-").FullName;
        var port = FreePort.Find();
        var text = await File.ReadAllTextAsync(Path.Combine(TestTopology.RepositoryFolder(), "deploy", "nginx.conf"));
        text = text.Replace("listen 8080;", $"listen 127.0.0.1:{port};", StringComparison.Ordinal)
            .Replace("http {", $"http {{ {string.Concat(((string[])["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]).Select(name => $"{name}_temp_path {folder}/{name}; "))}", StringComparison.Ordinal);
        for (var i = 0; i < replicas.Count; i++)
        {
            text = text.Replace($"api-{i + 1}:8080", replicas[i].Authority, StringComparison.Ordinal);
        }

        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, text);
        var process = TestProgram.Start(new ProcessStartInfo(Requirement.Find("nginx")!,
            ["-c", file, "-p", folder, "-e", Path.Combine(folder, "error.log"), "-g", $"daemon off; pid {folder}/nginx.pid;"]));
        var server = new NginxServer(process, folder, new Uri($"http://127.0.0.1:{port}"));
        using var client = new HttpClient { BaseAddress = server.Address };
        await Eventually.IsTrueAsync(async () => (await client.GetAsync("/health")).IsSuccessStatusCode, "nginx serves");
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        // It ends its workers, which a kill would leave.
        _process.Signal(Signals.Terminate);
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
