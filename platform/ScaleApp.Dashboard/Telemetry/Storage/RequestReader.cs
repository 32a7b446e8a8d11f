using ScaleApp.Dashboard.Otlp.Wire;
using ScaleApp.Dashboard.Telemetry.Identity;

namespace ScaleApp.Dashboard.Telemetry.Storage;

/// <summary>Takes one record of a request, with who sent it and what made it.</summary>
internal delegate void RecordVisitor(TelemetryResource resource, TelemetryScope scope, ReadOnlySpan<byte> record);

/// <summary>Walks a request of any signal: all three have records in scopes in resources, under the same field numbers.</summary>
internal static class RequestReader
{
    private const int Owner = 1;
    private const int Children = 2;
    private const int Resources = 1;

    public static void Visit(byte[] request, Identities identities, RecordVisitor visit)
    {
        var reader = new ProtoReader(request);
        while (reader.Next())
        {
            if (reader.Field == Resources)
            {
                VisitResource(reader.Bytes(), identities, visit);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void VisitResource(ReadOnlySpan<byte> message, Identities identities, RecordVisitor visit)
    {
        var resource = identities.Resource(OwnerOf(message));
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field != Children)
            {
                reader.Skip();
                continue;
            }

            VisitScope(reader.Bytes(), resource, identities, visit);
        }
    }

    private static void VisitScope(ReadOnlySpan<byte> message, TelemetryResource resource, Identities identities, RecordVisitor visit)
    {
        var scope = identities.Scope(OwnerOf(message));
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == Children)
            {
                visit(resource, scope, reader.Bytes());
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>The resource or scope: first by custom, anywhere by protobuf's rules.</summary>
    private static ReadOnlySpan<byte> OwnerOf(ReadOnlySpan<byte> message)
    {
        var reader = new ProtoReader(message);
        while (reader.Next())
        {
            if (reader.Field == Owner)
            {
                return reader.Bytes();
            }

            reader.Skip();
        }

        return [];
    }
}
