// A verifier of Legwork's ledger that shares no line with it: note and tlog of golang.org/x/mod/sumdb, as Debian packages them.
//
//	verifier URL OLD ENTRY PROOF
//
// takes the keys, the newest checkpoint and the tiles from the node at URL and checks: the signature of that checkpoint and of the older one in
// the file OLD; by the tiles' hashes, that the tree has the root that the checkpoint states; that the old tree is a prefix of the new; and that the
// entry in the file ENTRY stands where the C2SP tlog-proof in the file PROOF says.
package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type checkpoint struct {
	origin string
	size   int64
	root   tlog.Hash
}

// tiles reads tiles by the paths of C2SP tlog-tiles, which leave out the height: it is always 8.
type tiles struct{ url string }

func (t tiles) Height() int { return 8 }

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var found [][]byte
	for _, tile := range wanted {
		data, err := get(t.url + "/ledger/tile/" + strings.TrimPrefix(tile.Path(), "tile/8/"))
		if err != nil {
			return nil, err
		}
		found = append(found, data)
	}
	return found, nil
}

func get(url string) ([]byte, error) {
	reply, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer reply.Body.Close()
	if reply.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: %s", url, reply.Status)
	}
	return io.ReadAll(reply.Body)
}

func open(text []byte, keys note.Verifiers) (checkpoint, error) {
	signed, err := note.Open(text, keys)
	if err != nil {
		return checkpoint{}, err
	}
	lines := strings.Split(signed.Text, "\n")
	if len(lines) < 4 {
		return checkpoint{}, fmt.Errorf("not a checkpoint")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return checkpoint{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	return checkpoint{lines[0], size, root}, err
}

func openProof(text string, keys note.Verifiers) (int64, tlog.RecordProof, checkpoint, error) {
	head, rest, found := strings.Cut(text, "\n\n")
	lines := strings.Split(head, "\n")
	if !found || len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" {
		return 0, nil, checkpoint{}, fmt.Errorf("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return 0, nil, checkpoint{}, err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return 0, nil, checkpoint{}, err
		}
		proof = append(proof, hash)
	}
	at, err := open([]byte(rest), keys)
	return index, proof, at, err
}

func verify(url, oldFile, entryFile, proofFile string) error {
	served, err := get(url + "/ledger/keys")
	if err != nil {
		return err
	}
	var known []note.Verifier
	for _, line := range strings.Fields(string(served)) {
		key, err := note.NewVerifier(line)
		if err != nil {
			return fmt.Errorf("key: %w", err)
		}
		known = append(known, key)
	}
	keys := note.VerifierList(known...)
	text, err := get(url + "/ledger/checkpoint")
	if err != nil {
		return err
	}
	newest, err := open(text, keys)
	if err != nil {
		return fmt.Errorf("newest checkpoint: %w", err)
	}
	oldText, err := os.ReadFile(oldFile)
	if err != nil {
		return err
	}
	old, err := open(oldText, keys)
	if err != nil {
		return fmt.Errorf("old checkpoint: %w", err)
	}
	// The reader holds every tile against the root; what it gives is proven.
	hashes := tlog.TileHashReader(tlog.Tree{N: newest.size, Hash: newest.root}, tiles{url})
	root, err := tlog.TreeHash(newest.size, hashes)
	if err != nil || root != newest.root {
		return fmt.Errorf("root by the tiles: %v %v", root, err)
	}
	consistent, err := tlog.ProveTree(newest.size, old.size, hashes)
	if err != nil {
		return fmt.Errorf("consistency by the tiles: %w", err)
	}
	if err := tlog.CheckTree(consistent, newest.size, newest.root, old.size, old.root); err != nil {
		return fmt.Errorf("consistency: %w", err)
	}
	entry, err := os.ReadFile(entryFile)
	if err != nil {
		return err
	}
	proofText, err := os.ReadFile(proofFile)
	if err != nil {
		return err
	}
	index, proof, at, err := openProof(string(proofText), keys)
	if err != nil {
		return fmt.Errorf("proof: %w", err)
	}
	if err := tlog.CheckRecord(proof, at.size, at.root, index, tlog.RecordHash(entry)); err != nil {
		return fmt.Errorf("inclusion: %w", err)
	}
	included, err := tlog.ProveRecord(newest.size, index, hashes)
	if err != nil {
		return fmt.Errorf("inclusion by the tiles: %w", err)
	}
	if err := tlog.CheckRecord(included, newest.size, newest.root, index, tlog.RecordHash(entry)); err != nil {
		return fmt.Errorf("inclusion by the tiles: %w", err)
	}
	fmt.Printf("%s: entry %d of %d, and %d of it before\n", newest.origin, index, newest.size, old.size)
	return nil
}

func main() {
	if len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr, "verifier URL OLD ENTRY PROOF")
		os.Exit(2)
	}
	if err := verify(os.Args[1], os.Args[2], os.Args[3], os.Args[4]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
