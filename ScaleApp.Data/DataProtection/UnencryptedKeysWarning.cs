using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace ScaleApp.Data.DataProtection;

/// <summary>Warns at the start of a service in production whose keys are not encrypted.</summary>
internal sealed partial class UnencryptedKeysWarning(ILogger<UnencryptedKeysWarning> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogUnencrypted();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(5070, LogLevel.Warning,
        "The Data Protection keys are not encrypted, so a reader of the database can forge cookies and read signing keys. Set "
        + "DataProtection:Certificate:Path and DataProtection:Certificate:Password to a PKCS#12 file with an RSA private key")]
    private partial void LogUnencrypted();
}
