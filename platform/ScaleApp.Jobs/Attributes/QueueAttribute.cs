namespace ScaleApp.Jobs;

/// <summary>The queue that jobs of this method, class or interface go to when the caller names none.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Interface)]
public sealed class QueueAttribute(string queue) : Attribute
{
    /// <summary>The queue's name.</summary>
    public string Queue { get; } = QueueName.Check(queue);
}
