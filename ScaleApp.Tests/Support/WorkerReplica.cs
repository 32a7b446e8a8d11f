using ScaleApp.Worker;

namespace ScaleApp.Tests.Support;

/// <summary>The real worker in this process. Disposal stops it.</summary>
internal sealed class WorkerReplica : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WorkerReplica(WebApplication app) => _app = app;

    public IServiceProvider Services => _app.Services;

    /// <param name="redis">Connection string.</param>
    /// <param name="database">Connection string.</param>
    /// <param name="settings">More configuration, as <c>Section:Name=value</c>.</param>
    public static async Task<WorkerReplica> StartAsync(string redis, string database, params string[] settings)
    {
        string[] args =
        [
            "urls=http://127.0.0.1:0", $"ConnectionStrings:redis={redis}", $"ConnectionStrings:shopdb={database}",
            "Logging:LogLevel:Default=None", "ServiceDefaults:DrainGrace=00:00:01", .. settings,
        ];
        var worker = new WorkerReplica(WorkerApplication.Create([.. args.Select(argument => $"--{argument}")]));
        await worker._app.StartAsync();
        return worker;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
