using System.CommandLine;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ScaleApp.Bench.Balancer;

/// <summary>A replica for the balancers to share: the smallest ASP.NET Core answer, in a process of its own.</summary>
internal static class UpstreamCommand
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"replica":"upstream","index":0,"processId":1,"startedAt":"2026-01-01T00:00:00Z"}""");

    public static Command Create()
    {
        var command = new Command("upstream", "Answers HTTP requests on a free port and prints the port; used by 'balancer'.") { Hidden = true };
        command.SetAction(async (_, cancellationToken) =>
        {
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var app = builder.Build();
            app.Run(Answer);
            await app.StartAsync(cancellationToken);
            Console.WriteLine(new Uri(app.Urls.First()).Port);

            // The parent holds standard input open; its end is the parent's end, however it came.
            await Console.In.ReadToEndAsync(cancellationToken);
            await app.DisposeAsync();
        });
        return command;
    }

    private static async Task Answer(HttpContext context)
    {
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = Body.Length;
        await context.Response.BodyWriter.WriteAsync(Body, context.RequestAborted);
    }
}
