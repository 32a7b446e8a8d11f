using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;

namespace ScaleApp.Dashboard.Security;

/// <summary>Keeps the framework's keys to this process: nothing here outlives it, so no file is written for it.</summary>
internal sealed class KeysInMemory : IXmlRepository
{
    private readonly List<XElement> _elements = [];

    public static void Configure(KeyManagementOptions options)
    {
        options.XmlRepository = new KeysInMemory();
        options.XmlEncryptor = new NullXmlEncryptor();
    }

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_elements)
        {
            return [.. _elements];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_elements)
        {
            _elements.Add(element);
        }
    }
}
