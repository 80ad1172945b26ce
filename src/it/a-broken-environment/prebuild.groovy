// A PATH with what Maven's script needs, and no docker.
import java.nio.file.Files

def bin = new File(basedir, 'bin')
bin.mkdir()
['sh', 'bash', 'basename', 'cat', 'cygpath', 'dirname', 'env', 'expr', 'ls', 'pwd', 'sed', 'tr', 'uname', 'which'].each { name ->
    def file = System.getenv('PATH').split(File.pathSeparator).collect { new File(it, name) }.find { it.canExecute() }
    if (file) Files.createSymbolicLink(new File(bin, name).toPath(), file.toPath())
}
