// Adds to the MSI what electron-builder's template has no words for: properties for a silent installation, the data folder
// that outlives the program, and the start at log-on. Called by electron-builder with the WiX project, before it is compiled.
import { readFile, writeFile } from 'node:fs/promises';

/**
 * SYSTEM and Administrators: everything. Users: read, write, delete (not: change permissions). Whoever works at the till
 * runs the bridge, and the next shift's user must be able to take over. SIDs, because group names differ by language.
 */
const DATA_FOLDER_RIGHTS = 'D:PAI(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;0x1301bf;;;BU)';

// Component ids are for ever, as the upgrade code is.
const properties = `
    <Property Id="PUENTE_KEY" Hidden="yes" Secure="yes"/>
    <Property Id="PUENTE_PORT" Secure="yes"/>
    <Property Id="PUENTE_CONFIG" Secure="yes"/>
    <Property Id="PUENTE_AUTOSTART" Secure="yes" Value="1"/>
    <Property Id="ARPCOMMENTS" Value="Los cobros y la configuracion quedan en C:\\ProgramData\\Puente al desinstalar."/>
`;

const dataDirectory = `
      <Directory Id="CommonAppDataFolder">
        <Directory Id="PUENTEDATA" Name="Puente"/>
      </Directory>
`;

// The key must not be in the installer's log, where the IniFile table's values are written out: a command whose words are hidden
// there writes it. The redirection stands first, so that no digit of the key is taken for the number of a stream.
const keepKey = `
    <CustomAction Id="PuenteKeepKey" Directory="PUENTEDATA" ExeCommand="&quot;[System64Folder]cmd.exe&quot; /d /c &gt;install-key.txt echo [PUENTE_KEY]" Execute="deferred" Impersonate="no" HideTarget="yes" Return="check"/>
    <InstallExecuteSequence>
      <Custom Action="PuenteKeepKey" After="CreateFolders">PUENTE_KEY AND NOT (REMOVE = "ALL")</Custom>
    </InstallExecuteSequence>
`;

const choice = (id, guid, property, key) => `
      <Component Id="${id}" Guid="${guid}" Permanent="yes" KeyPath="yes">
        <Condition>${property}</Condition>
        <CreateFolder/>
        <IniFile Id="${id}Line" Action="addLine" Directory="PUENTEDATA" Name="install.ini" Section="puente" Key="${key}" Value="[${property}]"/>
      </Component>`;

const components = `
    <ComponentGroup Id="PuenteSetup" Directory="PUENTEDATA">
      <Component Id="PuenteDataFolder" Guid="5E0C0E7B-5E62-4D0B-8C0B-2B4B8D0A7C11" Permanent="yes" KeyPath="yes">
        <CreateFolder>
          <PermissionEx Id="PuenteDataRights" Sddl="${DATA_FOLDER_RIGHTS}"/>
        </CreateFolder>
      </Component>${choice('PuentePortChoice', 'A1B0C9D8-6E5F-4A3B-8C7D-0E9F8A7B6C33', 'PUENTE_PORT', 'port')}${choice('PuenteConfigChoice', 'D4E5F6A7-1B2C-4D3E-9F80-A1B2C3D4E544', 'PUENTE_CONFIG', 'configfile')}
      <Component Id="PuenteAutostart" Guid="F0A1B2C3-8D9E-4F0A-B1C2-D3E4F5A6B755">
        <Condition>PUENTE_AUTOSTART &lt;&gt; "0"</Condition>
        <RegistryValue Root="HKLM" Key="Software\\Microsoft\\Windows\\CurrentVersion\\Run" Name="Puente" Type="string" Value="&quot;[APPLICATIONFOLDER]Puente.exe&quot; --hidden" KeyPath="yes"/>
      </Component>
    </ComponentGroup>
`;

/** The project with our parts in it. Throws when the template is not the one this was written for. */
export function extendProject(wxs) {
  return [
    ['<Directory Id="TARGETDIR" Name="SourceDir">', properties, 'before'],
    ['<Directory Id="TARGETDIR" Name="SourceDir">', dataDirectory, 'after'],
    ['<ComponentGroupRef Id="ProductComponents"/>', '\n      <ComponentGroupRef Id="PuenteSetup"/>', 'after'],
    ['</Product>', components + keepKey, 'before'],
  ].reduce((text, [anchor, addition, side]) => {
    if (text.split(anchor).length !== 2) throw new Error(`the MSI template has changed: ${anchor} is not there once`);
    return text.replace(anchor, () => (side === 'before' ? addition + anchor : anchor + addition));
  }, wxs);
}

/** electron-builder's hook. */
export async function msiProjectCreated(projectFile) {
  await writeFile(projectFile, extendProject(await readFile(projectFile, 'utf8')));
}
