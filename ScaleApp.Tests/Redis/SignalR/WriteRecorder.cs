using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace ScaleApp.Tests.Redis.SignalR;

/// <summary>Stands for a client: keeps the text of each write, and takes as long as the test says.</summary>
internal sealed class WriteRecorder : PipeWriter
{
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private readonly List<string> _texts = [];
    private readonly TaskCompletionSource<FlushResult> _never = new();
    private bool _isHeld;

    /// <summary>What each write had in it.</summary>
    public IReadOnlyList<string> Texts
    {
        get
        {
            lock (_texts)
            {
                return [.. _texts];
            }
        }
    }

    /// <summary>The client reads nothing any more.</summary>
    public void Hold() => _isHeld = true;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer.GetSpan(sizeHint);

    public override void Advance(int bytes) => _buffer.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        lock (_texts)
        {
            _texts.Add(Encoding.UTF8.GetString(_buffer.WrittenSpan).TrimEnd());
            _buffer.Clear();
        }

        return _isHeld ? new ValueTask<FlushResult>(_never.Task) : ValueTask.FromResult(default(FlushResult));
    }

    public override void CancelPendingFlush() => _never.TrySetResult(new FlushResult(isCanceled: true, isCompleted: false));

    public override void Complete(Exception? exception = null) => _never.TrySetResult(new FlushResult(isCanceled: false, isCompleted: true));

    /// <summary>A client that says nothing.</summary>
    internal sealed class Transport(WriteRecorder writes) : IDuplexPipe
    {
        public PipeReader Input { get; } = new Pipe().Reader;

        public PipeWriter Output => writes;
    }
}

/// <summary>Writes the name of what is invoked, and a space behind it.</summary>
internal sealed class TextProtocol : IHubProtocol
{
    public string Name => "text";

    public int Version => 1;

    public TransferFormat TransferFormat => TransferFormat.Text;

    public bool IsVersionSupported(int version) => version == Version;

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => Encoding.UTF8.GetBytes(((InvocationMessage)message).Target + " ");

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => output.Write(GetMessageBytes(message).Span);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message) =>
        throw new NotSupportedException("Nothing is read.");
}
