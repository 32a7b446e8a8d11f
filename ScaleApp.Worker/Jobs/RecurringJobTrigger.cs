using Hangfire;
using ScaleApp.Data.Jobs;

namespace ScaleApp.Worker.Jobs;

internal sealed class RecurringJobTrigger(IRecurringJobManager recurring) : IRecurringJobTrigger
{
    public Task TriggerAsync(string id, CancellationToken ct)
    {
        recurring.Trigger(id);
        return Task.CompletedTask;
    }
}
