namespace ScaleApp.Jobs;

/// <summary>A cron expression cannot be read; the message says which field and why.</summary>
public sealed class CronFormatException : FormatException
{
    public CronFormatException()
    {
    }

    public CronFormatException(string message)
        : base(message)
    {
    }

    public CronFormatException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
