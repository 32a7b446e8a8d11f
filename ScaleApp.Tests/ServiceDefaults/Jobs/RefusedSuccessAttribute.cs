using Hangfire.Common;
using Hangfire.States;
using Hangfire.Storage;

namespace ScaleApp.Tests.ServiceDefaults.Jobs;

/// <summary>Lets a test act between the end of a job and the transaction that records its success.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RefusedSuccessAttribute : JobFilterAttribute, IApplyStateFilter
{
    /// <summary>Makes Redis refuse the next transaction; null when jobs succeed as usual.</summary>
    public static Action? Refuse { get; set; }

    public void OnStateApplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
        if (context.NewState is SucceededState)
        {
            Refuse?.Invoke();
        }
    }

    public void OnStateUnapplied(ApplyStateContext context, IWriteOnlyTransaction transaction)
    {
    }
}
