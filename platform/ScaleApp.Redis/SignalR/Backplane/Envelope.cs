using System.Text;

namespace ScaleApp.Redis.SignalR;

/// <summary>What an envelope is about. The numbers travel: never give one another meaning.</summary>
internal enum EnvelopeKind : byte
{
    /// <summary>A message for everybody that the channel stands for.</summary>
    Send = 1,

    /// <summary>A message for one connection, wherever it is.</summary>
    SendToConnection = 2,

    /// <summary>Put a connection into a group, wherever it is, and say so.</summary>
    AddToGroup = 3,

    /// <summary>Take a connection out of a group, wherever it is, and say so.</summary>
    RemoveFromGroup = 4,

    /// <summary>Ask a client, wherever it is, and hand its answer back.</summary>
    Invoke = 5,

    /// <summary>An answer: it is done.</summary>
    Done = 6,

    /// <summary>An answer: the connection is not here.</summary>
    NotHere = 7,

    /// <summary>An answer: what the client said.</summary>
    Result = 8,

    /// <summary>An answer: why the client said nothing.</summary>
    Failed = 9,
}

/// <summary>What servers send each other: fields are empty where the kind has no use for them.</summary>
internal sealed record Envelope(EnvelopeKind Kind, Guid From)
{
    /// <summary>Ties an answer to its question; counted by the server that asks.</summary>
    public long Question { get; init; }

    /// <summary>The connection it is about.</summary>
    public string Connection { get; init; } = "";

    /// <summary>The group; of a failure, its reason.</summary>
    public string Text { get; init; } = "";

    /// <summary>Connections that are left out.</summary>
    public IReadOnlyList<string> Except { get; init; } = [];

    /// <summary>The hub message, once for each protocol.</summary>
    public IReadOnlyList<KeyValuePair<string, ReadOnlyMemory<byte>>> Payloads { get; init; } = [];

    /// <summary>Reads what was published: one envelope after the other.</summary>
    /// <exception cref="InvalidDataException">It was not written by <see cref="EnvelopeWriter"/>.</exception>
    public static IReadOnlyList<Envelope> Parse(byte[] bytes)
    {
        try
        {
            using var stream = new MemoryStream(bytes);
            using var reader = new BinaryReader(stream, Encoding.UTF8);
            var envelopes = new List<Envelope>(1);
            do
            {
                envelopes.Add(Read(reader, bytes));
            }
            while (stream.Position < bytes.Length);

            return envelopes;
        }
        catch (Exception error) when (error is EndOfStreamException or ArgumentException or FormatException)
        {
            throw new InvalidDataException(
                $"A message of {bytes.Length} bytes on a channel of the backplane is not one of its own. Does another application use the same prefix?", error);
        }
    }

    private static Envelope Read(BinaryReader reader, byte[] bytes) => new((EnvelopeKind)reader.ReadByte(), new Guid(reader.ReadBytes(16)))
    {
        Question = reader.Read7BitEncodedInt64(),
        Connection = reader.ReadString(),
        Text = reader.ReadString(),
        Except = ReadMany(reader, static (from, _) => from.ReadString(), bytes),
        Payloads = ReadMany(reader, ReadPayload, bytes),
    };

    private static T[] ReadMany<T>(BinaryReader reader, Func<BinaryReader, byte[], T> read, byte[] bytes)
    {
        var count = reader.Read7BitEncodedInt();
        // Each takes a byte at least.
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)bytes.Length);
        var items = new T[count];
        for (var i = 0; i < count; i++)
        {
            items[i] = read(reader, bytes);
        }

        return items;
    }

    private static KeyValuePair<string, ReadOnlyMemory<byte>> ReadPayload(BinaryReader reader, byte[] bytes)
    {
        var protocol = reader.ReadString();
        var length = reader.Read7BitEncodedInt();
        var start = (int)reader.BaseStream.Position;
        reader.BaseStream.Position += length;

        return new(protocol, bytes.AsMemory(start, length));
    }
}
