using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using ScaleApp.Hosting.ApplicationModel;

namespace ScaleApp.Hosting;

/// <summary>A topology that can be started and stopped.</summary>
/// <remarks>It may be stopped and disposed of at any time, any number of times; disposing stops what runs.</remarks>
public partial class DistributedApplication : IHost, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly string? _stateFolder;
    private readonly AppHostObserver? _observer;
    private readonly ILogger<DistributedApplication> _logger;
    private int _isStarted;
    private int _isStopped;
    private int _isDisposed;

    public DistributedApplication(IHost host)
        : this(host, null, null)
    {
    }

    internal DistributedApplication(IHost host, string? stateFolder, AppHostObserver? observer)
    {
        ArgumentNullException.ThrowIfNull(host);
        _host = host;
        _stateFolder = stateFolder;
        _observer = observer;
        _logger = host.Services.GetRequiredService<ILogger<DistributedApplication>>();
    }

    /// <summary>The services of the host itself, not of the resources.</summary>
    public IServiceProvider Services => _host.Services;

    /// <summary>What is known of the resources, and how to wait for them.</summary>
    public ResourceNotificationService ResourceNotifications =>
        Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>What can be done with the resources.</summary>
    public ResourceCommandService ResourceCommands => Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Called once everything has been stopped and disposed of.</summary>
    internal Func<Task>? Disposed { get; set; }

    public static IDistributedApplicationBuilder CreateBuilder() => CreateBuilder([]);

    /// <param name="args">
    /// Settings as <c>--Section:Key=Value</c>; they become configuration. <c>--help</c> lists them and ends the process, and so
    /// does, with exit code 2, an argument that is none.
    /// </param>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        CreateBuilder(new DistributedApplicationOptions { Args = args });

    /// <param name="options">How the application is built; its arguments as in <see cref="CreateBuilder(string[])"/>.</param>
    public static IDistributedApplicationBuilder CreateBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (AppHostObserver.Current is null)
        {
            StartupFailures.ShowMessagesOnly(AppHostProject.FindAssembly(options));
            if (AppHostArguments.Check(options.Args ?? []) is { } outcome)
            {
                StartupFailures.EndOn(outcome);
            }
        }

        return new DistributedApplicationBuilder(options);
    }

    /// <summary>Starts the topology and returns when it has been told to stop and has stopped.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <inheritdoc cref="Run"/>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (_observer is not null)
        {
            await _observer.RunAsync(cancellationToken).ConfigureAwait(false);
            return;
        }

        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            await _host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Starts the topology. Resources may still be starting when it returns.</summary>
    /// <exception cref="DistributedApplicationException">Something that it needs is missing; nothing was started.</exception>
    public virtual async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.Exchange(ref _isStarted, 1) == 1)
        {
            throw new InvalidOperationException("The application has been started already.");
        }

        if (_stateFolder is not null)
        {
            var model = Services.GetRequiredService<DistributedApplicationModel>();
            await StartValidator.ValidateAsync(model.Resources, _stateFolder, cancellationToken).ConfigureAwait(false);
        }

        await _host.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops every resource, those that depend on others first.</summary>
    /// <param name="cancellationToken">Cuts the time short that programs have to end in order.</param>
    public virtual async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Volatile.Read(ref _isStarted) == 1 && Interlocked.Exchange(ref _isStopped, 1) == 0)
        {
            await _host.StopAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    public virtual async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (Interlocked.Exchange(ref _isDisposed, 1) == 1)
        {
            return;
        }

        try
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
        finally
        {
            await DisposeHostAsync().ConfigureAwait(false);
            await (Disposed?.Invoke() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    internal void ReportUnobserved(Exception error) => LogSubscriberFailed(error);

    private async ValueTask DisposeHostAsync()
    {
        if (_host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            _host.Dispose();
        }
    }

    [LoggerMessage(1001, LogLevel.Error, "A subscriber of an event failed")]
    private partial void LogSubscriberFailed(Exception error);
}
