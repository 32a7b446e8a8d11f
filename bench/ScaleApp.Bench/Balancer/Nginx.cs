using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Balancer;

/// <summary>The peer: nginx with kept-alive connections on both sides, in a temporary folder.</summary>
internal sealed class Nginx : IAsyncDisposable
{
    private readonly string _folder;

    private Nginx(MeasuredProcess process, int port, string folder) => (Process, Port, _folder) = (process, port, folder);

    public MeasuredProcess Process { get; }

    public int Port { get; }

    public static async Task<Nginx> StartAsync(string program, IReadOnlyList<int> upstreams, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("scaleapp-bench-nginx-").FullName;
        var port = FreePort.Find();
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(folder, port, upstreams), cancellationToken);

        var process = MeasuredProcess.Start(program, ["-c", file, "-p", folder, "-e", Path.Combine(folder, "error.log"), "-g", "daemon off;"]);
        var nginx = new Nginx(process, port, folder);
        await nginx.WaitUntilItAnswersAsync(cancellationToken);
        return nginx;
    }

    public async ValueTask DisposeAsync()
    {
        await Process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configuration(string folder, int port, IReadOnlyList<int> upstreams) => $$"""
        worker_processes auto;
        pid {{folder}}/nginx.pid;
        error_log {{folder}}/error.log;
        events { worker_connections 4096; }
        http {
          access_log off;
          client_body_temp_path {{folder}}/body;
          proxy_temp_path {{folder}}/proxy;
          fastcgi_temp_path {{folder}}/fastcgi;
          uwsgi_temp_path {{folder}}/uwsgi;
          scgi_temp_path {{folder}}/scgi;
          keepalive_requests 100000000;
          upstream replicas {
            least_conn;
            {{string.Join(" ", upstreams.Select(upstream => $"server 127.0.0.1:{upstream};"))}}
            keepalive 256;
            keepalive_requests 100000000;
          }
          server {
            listen 127.0.0.1:{{port}};
            location / {
              proxy_pass http://replicas;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              proxy_set_header Host $http_host;
              proxy_set_header X-Forwarded-For $remote_addr;
              proxy_set_header X-Forwarded-Proto $scheme;
              proxy_set_header X-Forwarded-Host $http_host;
            }
          }
        }
        """;

    private async Task WaitUntilItAnswersAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        using var poll = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!Process.HasExited && await poll.WaitForNextTickAsync(deadline.Token))
        {
            try
            {
                using var response = await http.GetAsync(new Uri($"http://127.0.0.1:{Port}/"), deadline.Token);
                return;
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }
        }

        throw new BenchException($"nginx did not start:\n{await File.ReadAllTextAsync(Path.Combine(_folder, "error.log"), cancellationToken)}");
    }
}
