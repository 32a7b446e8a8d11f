using System.CommandLine;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Dashboard;

namespace ScaleApp.Bench.Telemetry;

/// <summary>The dashboard alone in a process, so that its processor time and memory can be told from everything else's.</summary>
internal static class DashboardProcessCommand
{
    public static Command Create()
    {
        var spans = new Argument<int>("spans") { Description = "Most spans, and most log records, that it holds." };
        var command = new Command("telemetry-dashboard", "A dashboard that prints its port for telemetry and its login link; used by 'telemetry'.") { spans };
        command.Hidden = true;
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var most = parsed.GetValue(spans);
            await using var dashboard = DashboardApplication.CreateAlone([
                "--Dashboard:FrontendUrl=http://127.0.0.1:0", "--Dashboard:Otlp:HttpUrl=http://127.0.0.1:0", "--Dashboard:Otlp:GrpcUrl=http://127.0.0.1:0",
                $"--Dashboard:Telemetry:MaxSpans={most}", $"--Dashboard:Telemetry:MaxLogRecords={most}", "--Dashboard:Telemetry:MaxMegabytes=4096",
            ]);
            await dashboard.StartAsync(cancellationToken);
            var addresses = dashboard.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
            Console.WriteLine(new Uri(addresses.ElementAt(1)).Port);
            Console.WriteLine(dashboard.LoginLink);

            // The parent holds standard input open; its end is the parent's end, however it came.
            await Console.In.ReadToEndAsync(cancellationToken);
        });
        return command;
    }
}
