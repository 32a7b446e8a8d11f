using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Dashboard;
using ScaleApp.Hosting.ApplicationModel;
using ScaleApp.Hosting.Eventing;
using ScaleApp.Hosting.Orchestration.Console;

namespace ScaleApp.Hosting.Dashboard;

/// <summary>Runs the dashboard inside the host, beside the topology: nothing waits for it, and nothing ends when it fails.</summary>
internal sealed partial class DashboardHost(
    DashboardEndpoint endpoint, DistributedApplicationModel model, IDistributedApplicationEventing eventing, StartupConsole console,
    ILoggerFactory loggers, IServiceProvider services, ILogger<DashboardHost> logger) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(2);

    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource<DashboardApplication> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _running = Task.CompletedTask;
    private bool _isDisposed;

    /// <summary>The dashboard once it has started; faulted when it could not be.</summary>
    public Task<DashboardApplication> Started => _started.Task;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (endpoint.IsEnabled)
        {
            // Ports, and so connection strings, are known from then on.
            eventing.Subscribe<AfterEndpointsAllocatedEvent>((_, _) =>
            {
                _running = Task.Run(RunAsync, CancellationToken.None);
                return Task.CompletedTask;
            });
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running;
    }

    public async ValueTask DisposeAsync()
    {
        // The container knows it as two services, and disposes of it as often.
        if (!Interlocked.Exchange(ref _isDisposed, true))
        {
            await StopAsync(CancellationToken.None);
            _stopping.Dispose();
        }
    }

    private async Task RunAsync()
    {
        try
        {
            var feed = services.GetRequiredService<ResourceFeed>();
            using var log = new DashboardLog(loggers);
            await using var dashboard = DashboardApplication.CreateHosted(
                endpoint.Settings(await FindRedisAsync()), feed, log);
            await dashboard.StartAsync(_stopping.Token);
            console.Dashboard(dashboard.LoginLink);
            _started.SetResult(dashboard);

            await feed.RunAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            using var limit = new CancellationTokenSource(StopLimit);
            await dashboard.StopAsync(limit.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            _started.TrySetCanceled();
        }
#pragma warning disable CA1031 // The topology is worth more than its dashboard: whatever is wrong with that is told, and no more.
        catch (Exception error)
#pragma warning restore CA1031
        {
            LogFailed(error, endpoint.FrontendUrl, StartupFailures.FindMessage(error) ?? error.Message);
            _started.TrySetException(error);
        }
    }

    /// <summary>The Redis whose jobs are shown: the first of the topology.</summary>
    private async Task<string?> FindRedisAsync() => model.Resources.OfType<RedisResource>().FirstOrDefault() is { } redis
        ? await redis.ConnectionStringExpression.GetValueAsync(_stopping.Token)
        : null;

    [LoggerMessage(1040, LogLevel.Warning,
        "There is no dashboard at {Url}: {Reason} The topology runs without it; another address is set by ScaleApp:Dashboard:FrontendUrl")]
    private partial void LogFailed(Exception error, string url, string reason);

    /// <summary>Writes what the dashboard has to say into the host's log.</summary>
    private sealed class DashboardLog(ILoggerFactory loggers) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => loggers.CreateLogger(categoryName);

        public void Dispose()
        {
            // The loggers are the host's.
        }
    }
}
