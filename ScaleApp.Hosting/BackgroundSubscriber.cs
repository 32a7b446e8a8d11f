using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Eventing;
using Aspire.Hosting.Lifecycle;
using Microsoft.Extensions.Hosting;

namespace ScaleApp.Hosting;

/// <summary>What runs beside the resources, from the moment the model is complete until the AppHost stops.</summary>
internal abstract class BackgroundSubscriber(IHostApplicationLifetime lifetime) : IDistributedApplicationEventingSubscriber, IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = CancellationTokenSource.CreateLinkedTokenSource(lifetime.ApplicationStopping);
    private Task _running = Task.CompletedTask;

    public virtual Task SubscribeAsync(
        IDistributedApplicationEventing eventing, DistributedApplicationExecutionContext context, CancellationToken cancellationToken)
    {
        eventing.Subscribe<BeforeStartEvent>((started, _) =>
        {
            _running = Task.WhenAll(Start(started.Model).Select(RunAsync));
            return Task.CompletedTask;
        });
        return Task.CompletedTask;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _running;
        _stopping.Dispose();
    }

    /// <summary>Reads the model, before any resource starts, and returns what then runs.</summary>
    protected abstract IReadOnlyCollection<Func<CancellationToken, Task>> Start(DistributedApplicationModel model);

    /// <summary>One of them has ended with an unexpected fault; the others run on.</summary>
    protected abstract void OnEnded(Exception fault);

    private async Task RunAsync(Func<CancellationToken, Task> run)
    {
        try
        {
            await run(_stopping.Token);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // The AppHost stops.
        }
        catch (ObjectDisposedException)
        {
            // The AppHost's services are disposed of one after the other, and this one has seen a change meanwhile.
        }
        catch (Exception fault)
        {
            OnEnded(fault);
        }
    }
}
