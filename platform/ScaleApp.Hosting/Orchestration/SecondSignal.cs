using System.Runtime.InteropServices;

namespace ScaleApp.Hosting.Orchestration;

/// <summary>Turns a further Ctrl+C (or SIGTERM) during the shutdown into the end of all patience.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly CancellationTokenSource _kill;
    private readonly PosixSignalRegistration[] _registrations;

    public SecondSignal(CancellationToken cancellationToken)
    {
        _kill = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _registrations = [.. ((PosixSignal[])[PosixSignal.SIGINT, PosixSignal.SIGTERM]).Select(
            signal => PosixSignalRegistration.Create(signal, Receive))];
    }

    /// <summary>Fires when the user is tired of waiting, or the host is.</summary>
    public CancellationToken Kill => _kill.Token;

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }

        _kill.Dispose();
    }

    private void Receive(PosixSignalContext context)
    {
        context.Cancel = true;
        _kill.Cancel();
    }
}
