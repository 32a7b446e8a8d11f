using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using ScaleApp.Bench.Measuring;
using ScaleApp.Data;
using ScaleApp.Data.Digests;
using ScaleApp.Data.Outbox;
using ScaleApp.Worker;
using ScaleApp.Worker.Email;

namespace ScaleApp.Bench.Digests;

/// <summary>Hidden: the shop's worker, whose mail goes nowhere unless an SMTP server is named. It takes its connections from the environment.</summary>
/// <remarks>Prints "ready", then has the last digest sent for each line on standard input, and ends with it.</remarks>
internal static class DigestWorkerCommand
{
    private const string Name = "digest-worker";

    // As the AppHost divides the server's connections among its replicas.
    private const int PoolSize = 50;

    public static Command Create()
    {
        var command = new Command(Name) { Hidden = true };
        command.SetAction(async (_, ct) =>
        {
            await using var worker = WorkerApplication.Create(["--urls=http://127.0.0.1:0"], builder =>
            {
                if (builder.Configuration["Email:Smtp:Host"] is null)
                {
                    builder.Services.AddSingleton<IEmailSender, NoMail>();
                }
            });
            await worker.StartAsync(ct);
            Console.WriteLine("ready");
            while (await Console.In.ReadLineAsync(ct) is not null)
            {
                await using var scope = worker.Services.CreateAsyncScope();
                var shop = scope.ServiceProvider.GetRequiredService<ShopContext>();
                shop.Enqueue<IDigestJob>(job => job.ResumeAsync(CancellationToken.None));
                await shop.SaveChangesAsync(ct);
            }

            await worker.StopAsync(ct);
            return 0;
        });
        return command;
    }

    public static async Task<MeasuredProcess> StartAsync(string redis, string database, int? smtpPort, CancellationToken ct)
    {
        var settings = new Dictionary<string, string>
        {
            ["ConnectionStrings__redis"] = redis,
            ["ConnectionStrings__shopdb"] = $"{database};Maximum Pool Size={PoolSize}",
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["Logging__LogLevel__Default"] = "Error",
        };
        if (smtpPort is { } port)
        {
            settings.Add("Email__Smtp__Host", "127.0.0.1");
            settings.Add("Email__Smtp__Port", $"{port}");
            settings.Add("Email__Smtp__Security", "None");
        }

        return await MeasuredProcess.StartOwn([Name], settings).ReadyAsync("ready", ct);
    }

    private sealed class NoMail : IEmailSender
    {
        public Task<EmailResult> SendAsync(EmailMessage message, CancellationToken ct) => Task.FromResult(EmailResult.Sent);
    }
}
