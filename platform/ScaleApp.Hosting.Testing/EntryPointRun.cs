using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting.Testing;

/// <summary>An AppHost's entry point, run on a thread of its own in the test's process.</summary>
/// <remarks>
/// The thread stops where the entry point builds its application, until the test does; its <c>Run</c> returns when the
/// application is disposed of, and what comes after it still runs. Nothing of it starts or stops the topology: the test does.
/// </remarks>
internal sealed class EntryPointRun(
    Assembly assembly, string[] args, Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configure)
    : AppHostObserver, ITestingRun
{
    /// <summary>How long an entry point may take to end after its application was disposed of.</summary>
    private static readonly TimeSpan EndingTime = TimeSpan.FromSeconds(10);

    private readonly TestFolder _folder = TestFolder.Create();
    private readonly TaskCompletionSource<DistributedApplicationBuilder> _builder = NewSignal<DistributedApplicationBuilder>();
    private readonly TaskCompletionSource<bool> _mayBuild = NewSignal<bool>();
    private readonly TaskCompletionSource<DistributedApplication> _application = NewSignal<DistributedApplication>();
    private readonly TaskCompletionSource<bool> _isDisposed = NewSignal<bool>();
    private readonly TaskCompletionSource<bool> _hasEnded = NewSignal<bool>();

    /// <summary>Returns the builder once the entry point has described its topology.</summary>
    public async Task<IDistributedApplicationBuilder> StartAsync(CancellationToken cancellationToken)
    {
        var thread = new Thread(Run) { IsBackground = true, Name = $"Entry point of {assembly.GetName().Name}" };
        thread.Start();
        try
        {
            return await _builder.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await AbandonAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken)
    {
        _mayBuild.TrySetResult(true);
        var application = await _application.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        application.Disposed = EndAsync;
        return application;
    }

    public async Task AbandonAsync()
    {
        _mayBuild.TrySetResult(false);
        await EndAsync().ConfigureAwait(false);
    }

    public override void OnCreating(DistributedApplicationOptions options, HostApplicationBuilderSettings settings)
    {
        options.AssemblyName ??= assembly.FullName;
        TestingDefaults.Apply(options, settings, _folder, args, configure);
    }

    public override void OnBuilding(DistributedApplicationBuilder builder)
    {
        TestingDefaults.AddServices(builder);
        _builder.TrySetResult(builder);
        if (!_mayBuild.Task.GetAwaiter().GetResult())
        {
            throw new AbandonedException();
        }
    }

    public override void OnBuilt(DistributedApplication application) => _application.TrySetResult(application);

    public override Task RunAsync(CancellationToken cancellationToken) => _isDisposed.Task.WaitAsync(cancellationToken);

    private void Run()
    {
        Current = this;
        try
        {
            var entryPoint = assembly.EntryPoint
                ?? throw new InvalidOperationException($"The assembly {assembly.GetName().Name} has no entry point.");
            object[] parameters = entryPoint.GetParameters().Length == 0 ? [] : [args];
            var result = entryPoint.Invoke(null, BindingFlags.DoNotWrapExceptions, null, parameters, null);
            (result as Task)?.GetAwaiter().GetResult();
            Fail(new InvalidOperationException(
                $"The entry point of {assembly.GetName().Name} ended without building an application."));
        }
#pragma warning disable CA1031 // Whatever the entry point throws is the test's to see.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
        }
        finally
        {
            _hasEnded.TrySetResult(true);
        }
    }

    /// <summary>Whoever waits for the builder or for the application learns why there is none.</summary>
    private void Fail(Exception error)
    {
        if (!_builder.TrySetException(error) && _application.TrySetException(error))
        {
            // Observed here as well: after an abandoned build nobody asks.
            _ = _application.Task.Exception;
        }
    }

    private async Task EndAsync()
    {
        _isDisposed.TrySetResult(true);
        try
        {
            await _hasEnded.Task.WaitAsync(EndingTime).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException(
                $"The entry point of {assembly.GetName().Name} did not end within {EndingTime.TotalSeconds} s after its application.");
        }
        finally
        {
            _folder.Remove();
        }
    }

    private static TaskCompletionSource<T> NewSignal<T>() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Unwinds an entry point whose application nobody wants any longer.</summary>
    private sealed class AbandonedException : Exception;
}
