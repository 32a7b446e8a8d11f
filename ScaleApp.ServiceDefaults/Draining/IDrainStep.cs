namespace ScaleApp.ServiceDefaults;

/// <summary>A caller of this service, which is notified before the service stops.</summary>
internal interface IDrainStep
{
    /// <summary>Notifies the caller, and returns how long work may still arrive from it. The service serves for that long.</summary>
    Task<TimeSpan> LeaveAsync(CancellationToken cancellationToken);
}
