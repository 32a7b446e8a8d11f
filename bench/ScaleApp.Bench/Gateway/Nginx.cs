using ScaleApp.Bench.Measuring;

namespace ScaleApp.Bench.Gateway;

/// <summary>The peer: nginx with one worker and kept-alive connections on both sides, in a temporary folder.</summary>
internal sealed class Nginx(MeasuredProcess process, int port, string folder) : IAsyncDisposable
{
    public MeasuredProcess Process => process;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    public static async Task<Nginx> StartAsync(IReadOnlyList<int> upstreams, CancellationToken cancellationToken)
    {
        var program = Programs.Find("nginx");
        var folder = Directory.CreateTempSubdirectory("scaleapp-bench-nginx-").FullName;
        var port = FreePort.Find();
        var file = Path.Combine(folder, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(folder, port, upstreams), cancellationToken);

        var process = MeasuredProcess.Start(program, ["-c", file, "-p", folder, "-e", "stderr", "-g", "daemon off;"]);
        return new Nginx(await process.AnsweringAsync(port, cancellationToken), port, folder);
    }

    public async ValueTask DisposeAsync()
    {
        await process.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static string Configuration(string folder, int port, IReadOnlyList<int> upstreams) => $$"""
        worker_processes 1;
        pid {{folder}}/nginx.pid;
        error_log stderr;
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
            random two least_conn;
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
}
