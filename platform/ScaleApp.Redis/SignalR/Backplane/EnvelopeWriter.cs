using System.Text;

namespace ScaleApp.Redis.SignalR;

/// <summary>Writes envelopes, one after the other, to be published together.</summary>
internal sealed class EnvelopeWriter : IDisposable
{
    private readonly MemoryStream _stream = new(256);
    private readonly BinaryWriter _writer;

    public EnvelopeWriter() => _writer = new BinaryWriter(_stream, Encoding.UTF8);

    /// <summary>The bytes that were written.</summary>
    public long Length => _stream.Length;

    public void Write(Envelope envelope)
    {
        _writer.Write((byte)envelope.Kind);
        _writer.Write(envelope.From.ToByteArray());
        _writer.Write7BitEncodedInt64(envelope.Question);
        _writer.Write(envelope.Connection);
        _writer.Write(envelope.Text);
        _writer.Write7BitEncodedInt(envelope.Except.Count);
        foreach (var connection in envelope.Except)
        {
            _writer.Write(connection);
        }

        _writer.Write7BitEncodedInt(envelope.Payloads.Count);
        foreach (var (protocol, bytes) in envelope.Payloads)
        {
            _writer.Write(protocol);
            _writer.Write7BitEncodedInt(bytes.Length);
            _writer.Write(bytes.Span);
        }
    }

    public byte[] ToArray() => _stream.ToArray();

    public void Dispose() => _writer.Dispose();
}
