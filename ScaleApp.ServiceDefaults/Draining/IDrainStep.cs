namespace ScaleApp.ServiceDefaults;

/// <summary>Something that sends work to this service, and that is told first when the service drains.</summary>
internal interface IDrainStep
{
    /// <summary>Tells it, and returns how long work may still arrive from it: so long the service serves on.</summary>
    Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken);
}
